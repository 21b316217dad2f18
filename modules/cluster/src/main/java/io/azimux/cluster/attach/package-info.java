/** Puts tunnels of the gateway behind elements whose guests stand outside. */
@NullMarked
package io.azimux.cluster.attach;

import org.jspecify.annotations.NullMarked;
