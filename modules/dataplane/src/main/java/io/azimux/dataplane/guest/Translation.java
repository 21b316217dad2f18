package io.azimux.dataplane.guest;

import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Rewrite;

/**
 * The translation of a known connection together with the hop it takes, in one step: both tuples
 * are known, so what the change adds to the checksums (RFC 1624) is worked out once, when the
 * connection opens. Byte for byte what {@link Rewrite#tuple} and {@link Ipv4#decrementTtl} do.
 */
final class Translation {
  /** Offsets in the headers: RFC 791 section 3.1, RFC 9293 section 3.1. */
  private static final int TTL = 8;

  private static final int DESTINATION = 16;
  private static final int TCP_CHECKSUM = 16;

  /** What a time to live lowered by one adds to the header's sum. */
  private static final int ONE_HOP = 0xfeff;

  private Translation() {}

  /**
   * What it adds to the sums: of the IPv4 header in the low 16 bits, of TCP in the 16 above.
   *
   * @param toHigh tuple that the packet gets
   */
  static long deltas(long high, long low, long toHigh, long toLow) {
    long addresses =
        InternetChecksum.change((int) (high >>> 32), (int) (toHigh >>> 32))
            + InternetChecksum.change((int) high, (int) toHigh);
    long ports = InternetChecksum.change((int) (low >>> 32), (int) (toLow >>> 32));
    return (long) InternetChecksum.fold(addresses + ports) << 16 | InternetChecksum.fold(addresses);
  }

  /** The same for packets of the other direction, whose change is the reverse. */
  static long reversed(long deltas) {
    return ~deltas & 0xffffffffL;
  }

  /**
   * Gives a TCP segment its new tuple, and takes one from its time to live, which is above 1.
   *
   * @param start offset of the frame
   * @param transport offset of the TCP header
   */
  static void apply(byte[] bytes, int start, int transport, long toHigh, long toLow, long deltas) {
    int ip = start + Ethernet.HEADER;
    long word = Bytes.i64(bytes, ip + TTL);
    int headerSum = (int) (~word >>> 32 & 0xffff) + (int) (deltas & 0xffff) + ONE_HOP;
    long hop = (word >>> 48) - 0x100;
    Bytes.put64(bytes, ip + TTL, hop << 48 | (long) complement(headerSum) << 32 | toHigh >>> 32);
    Bytes.put32(bytes, ip + DESTINATION, (int) toHigh);
    int checksum = Bytes.u16(bytes, transport + TCP_CHECKSUM);
    int tcpSum = (~checksum & 0xffff) + (int) (deltas >>> 16);
    Bytes.put32(bytes, transport, (int) (toLow >>> 32));
    Bytes.put16(bytes, transport + TCP_CHECKSUM, complement(tcpSum));
  }

  /** The checksum for a sum of up to three 16-bit words. */
  private static int complement(int sum) {
    int folded = (sum & 0xffff) + (sum >>> 16);
    return ~(folded + (folded >>> 16)) & 0xffff;
  }
}
