/**
 * A MUX of the software load balancer: it finds the rule of a packet to a frontend, keeps each flow
 * on one backend, and sends the packet, untouched, through a VXLAN tunnel to the backend's host.
 *
 * <p>All MUXes of a pool hold the same rules and hash with the same seed, so a flow that meets
 * another MUX finds the same backend unless the pool changed since it began (Ananta, SIGCOMM 2013,
 * section 3.3.2). Answers go from the host straight to the client and never pass a MUX.
 */
@NullMarked
package io.azimux.dataplane.mux;

import org.jspecify.annotations.NullMarked;
