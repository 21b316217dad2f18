/**
 * A physical host with its virtual filtering platform (VFP): layers that filter, translate and
 * tunnel the first packet of a flow, the unified flow table (UFT) that repeats their work for all
 * later packets, and the agent that probes the health of the host's guests.
 *
 * <p>Order of layers as in VFP (Firestone, NSDI 2017): towards a guest VNET, NAT, ACL, NIC; from a
 * guest the reverse. So security rules see backend addresses, never frontends.
 */
@NullMarked
package io.azimux.dataplane.vfp;

import org.jspecify.annotations.NullMarked;
