package io.azimux.dataplane.bgp;

import io.azimux.packet.Ipv4Address;
import io.azimux.topology.Bgp;

/**
 * What a session knows of its two ends before anything was said.
 *
 * @param peer name of the element at the other end
 * @param localAs number of this side's autonomous system
 * @param peerAs the one that the peer must have
 * @param routerId this side's identifier
 * @param passive this side waits to be called
 */
record Peering(
    String peer, long localAs, long peerAs, Ipv4Address routerId, boolean passive, Bgp settings) {
  /** The hold time that this side proposes: whole seconds. */
  int holdSeconds() {
    return settings.holdSeconds();
  }
}
