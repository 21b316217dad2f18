/**
 * A cluster on this machine as the commands use it: started in waves, asked for its state, watched,
 * and hurt on purpose.
 */
@NullMarked
package io.azimux.cli.cluster;

import org.jspecify.annotations.NullMarked;
