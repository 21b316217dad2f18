/**
 * Deployments that somebody else started: their processes are found, compared with a scenario, and
 * hurt through the system that runs them.
 */
@NullMarked
package io.azimux.cli.deployed;

import org.jspecify.annotations.NullMarked;
