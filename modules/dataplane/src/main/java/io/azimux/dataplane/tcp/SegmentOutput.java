package io.azimux.dataplane.tcp;

import io.azimux.packet.PacketArena;

/** Where a stack builds its segments and to whom it hands them; given to each call, never kept. */
public interface SegmentOutput {
  /** The arena in which segments are built. Where it is full, a segment is lost and counted. */
  PacketArena arena();

  /**
   * Takes a finished frame: Ethernet II from the local address's MAC to {@code MacAddress.FABRIC},
   * IPv4 and TCP with checksums, and the trace mark. The packet is the taker's from now on; it
   * routes it, and rewrites the Ethernet addresses where they must be others.
   */
  void send(int packet);
}
