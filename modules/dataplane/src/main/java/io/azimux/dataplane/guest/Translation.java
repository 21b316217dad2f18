package io.azimux.dataplane.guest;

import io.azimux.packet.Ethernet;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Rewrite;

/**
 * The translation of a known connection together with the hop it takes, in one step: both tuples
 * are known, so what the change adds to the checksums (RFC 1624) is worked out once, when the
 * connection opens. Byte for byte what {@link Rewrite#tuple} and {@link Ipv4#decrementTtl} do.
 *
 * <pre>
 * | replies: TCP (16), IPv4 header (16) | originals: TCP (16), IPv4 header (16) |
 * </pre>
 */
final class Translation {
  /** What a time to live lowered by one adds to the header's sum. */
  private static final int ONE_HOP = 0xfeff;

  private Translation() {}

  /**
   * What it adds to the sums in both directions.
   *
   * @param toHigh tuple that a packet as the first one gets; a reply's is exchanged the other way
   */
  static long prepare(long high, long low, long toHigh, long toLow) {
    return (long) oneWay(toHigh, toLow, high, low) << 32
        | oneWay(high, low, toHigh, toLow) & 0xffffffffL;
  }

  private static int oneWay(long high, long low, long toHigh, long toLow) {
    int header = InternetChecksum.fold(Rewrite.headerDelta(high, toHigh) + ONE_HOP);
    return Rewrite.transportDelta(high, low, toHigh, toLow) << 16 | header;
  }

  /** One direction of what {@link #prepare} gave. */
  static int deltas(long both, int direction) {
    return (int) (both >>> (direction << 5));
  }

  /**
   * Gives a TCP segment in IPv4 without options its new tuple, and takes one from its time to live,
   * which is above 1.
   *
   * @param start offset of the frame
   */
  static void apply(byte[] bytes, int start, long toHigh, long toLow, int deltas) {
    int ports = (int) (toLow >>> 32);
    int ip = start + Ethernet.HEADER;
    Rewrite.plainTcp(bytes, ip, toHigh, ports, deltas & 0xffff, deltas >>> 16, 1);
  }
}
