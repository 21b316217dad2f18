/**
 * The manifests, checked without a Kubernetes: rendered, read strictly, and held against a policy.
 */
@NullMarked
package io.azimux.deployment.kubernetes;

import org.jspecify.annotations.NullMarked;
