/** Deployments on Kubernetes, driven through its API. */
@NullMarked
package io.azimux.cli.deployed.kubernetes;

import org.jspecify.annotations.NullMarked;
