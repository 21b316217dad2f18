/**
 * The processes of a deployment as a run sees them, whoever started it: on this machine, in
 * containers, in pods.
 */
@NullMarked
package io.azimux.cli.fleet;

import org.jspecify.annotations.NullMarked;
