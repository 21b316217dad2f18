package io.azimux.benchmarks.walk;

import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;

/** The one kind of frame that walks here: a TCP segment with ten bytes of payload, 64 in all. */
final class Segment {
  static final int IP = Ethernet.HEADER;
  static final int TCP = IP + Ipv4.HEADER;
  static final int PAYLOAD = 10;

  /** Bytes of the frame. */
  static final int LENGTH = TCP + Tcp.HEADER + PAYLOAD;

  private static final int SOURCE = IP + 12;
  private static final long LAST_SIX_BYTES = 0xffff_ffff_ffffL;

  private Segment() {}

  /** Source and destination address, as a flow key has them. */
  static long addresses(byte[] bytes, int at) {
    return FlowKey.highOf(bytes, at + IP);
  }

  /**
   * True where the TCP checksum verifies: over the pseudo-header, all of the header and the
   * payload.
   */
  static boolean checksumHolds(byte[] bytes, int at) {
    // Without a loop: its length is known. All loads have one width, so that they share their
    // bounds checks; the last one begins in the word before.
    int tcp = at + TCP;
    long sum =
        halves(Bytes.i64(bytes, at + SOURCE))
            + (Ipv4.TCP + Tcp.HEADER + PAYLOAD)
            + halves(Bytes.i64(bytes, tcp))
            + halves(Bytes.i64(bytes, tcp + 8))
            + halves(Bytes.i64(bytes, tcp + 16))
            + halves(Bytes.i64(bytes, at + LENGTH - 8) & LAST_SIX_BYTES);
    return InternetChecksum.isWhole(sum);
  }

  private static long halves(long word) {
    return (word >>> 32) + (word & 0xffffffffL);
  }
}
