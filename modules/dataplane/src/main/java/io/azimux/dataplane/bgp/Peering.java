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
  /** Least hold time that the protocol knows beside none (RFC 4271, section 4.2). */
  static final int LEAST_HOLD_SECONDS = 3;

  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_HOLD_SECONDS = 65_535;

  /** The hold time that this side proposes: whole seconds. */
  int holdSeconds() {
    long seconds = (settings.holdTime().toNanos() + SECOND - 1) / SECOND;
    return (int) Math.max(LEAST_HOLD_SECONDS, Math.min(MOST_HOLD_SECONDS, seconds));
  }
}
