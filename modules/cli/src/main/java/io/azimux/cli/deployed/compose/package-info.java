/** Deployments by docker-compose, driven by the docker command. */
@NullMarked
package io.azimux.cli.deployed.compose;

import org.jspecify.annotations.NullMarked;
