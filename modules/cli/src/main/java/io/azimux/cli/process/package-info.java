/**
 * Processes of this machine: commands that are run, and the JVMs of a cluster, which are started,
 * told apart from strangers, stopped, and never lost.
 *
 * <p>Every JVM carries the state directory in its command line, so that it is found again even when
 * whoever started it was killed before writing anything down.
 */
@NullMarked
package io.azimux.cli.process;

import org.jspecify.annotations.NullMarked;
