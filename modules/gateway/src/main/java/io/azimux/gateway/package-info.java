/**
 * Tunnels that attach real kernels and programs to elements: what is done with each frame of a
 * VXLAN tunnel (RFC 7348), without a clock, a thread or a socket.
 *
 * <p>A datagram of a tunnel lies in the arena behind the {@link io.azimux.gateway.OuterAddress}
 * that it came from or goes to, and leaves its element by a port behind those that are wired.
 */
@NullMarked
package io.azimux.gateway;

import org.jspecify.annotations.NullMarked;
