/** Real processes that find one another as they would in Kubernetes. */
@NullMarked
package io.azimux.deployment.bootstrap;

import org.jspecify.annotations.NullMarked;
