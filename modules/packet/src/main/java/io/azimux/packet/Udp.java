package io.azimux.packet;

/**
 * UDP header view (RFC 768).
 *
 * <pre>
 * |          Source Port          |       Destination Port        |
 * |             Length            |           Checksum            |
 * </pre>
 */
public final class Udp {
  /** Bytes of the header. */
  public static final int HEADER = 8;

  static final int CHECKSUM = 6;
  private static final int LENGTH = 4;

  private Udp() {}

  /** The whole header. */
  static long front(byte[] bytes, int at) {
    return Bytes.i64(bytes, at);
  }

  /** Bytes of header and payload in {@link #front}. */
  static int lengthOf(long front) {
    return (int) (front >>> 16) & 0xffff;
  }

  /** Source port, 0..65535. */
  public static int sourcePort(byte[] bytes, int at) {
    return Bytes.u16(bytes, at);
  }

  /** Destination port, 0..65535. */
  public static int destinationPort(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + 2);
  }

  /** Bytes of header and payload. */
  public static int length(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + LENGTH);
  }

  /** Checksum as it stands; 0 means that the sender made none. */
  public static int checksum(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + CHECKSUM);
  }

  /**
   * Writes the header with checksum 0 (none), as VXLAN outer headers have it (RFC 7348 section 5).
   */
  public static void write(byte[] bytes, int at, int sourcePort, int destinationPort, int length) {
    Bytes.put32(bytes, at, sourcePort << 16 | destinationPort);
    Bytes.put32(bytes, at + LENGTH, length << 16);
  }

  /** Computes and writes the checksum; a computed 0 is sent as 0xffff (RFC 768). */
  public static void setChecksum(byte[] bytes, int at, int length, int source, int destination) {
    Bytes.put16(bytes, at + CHECKSUM, 0);
    long sum =
        InternetChecksum.sum(bytes, at, length)
            + InternetChecksum.pseudoHeader(source, destination, Ipv4.UDP, length);
    int checksum = InternetChecksum.finish(sum);
    Bytes.put16(bytes, at + CHECKSUM, checksum == 0 ? 0xffff : checksum);
  }
}
