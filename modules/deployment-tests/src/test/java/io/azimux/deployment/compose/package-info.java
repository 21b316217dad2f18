/** What compose.yaml and the Dockerfile promise, read from the files. */
@NullMarked
package io.azimux.deployment.compose;

import org.jspecify.annotations.NullMarked;
