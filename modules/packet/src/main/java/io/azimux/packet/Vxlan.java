package io.azimux.packet;

/**
 * VXLAN header view and the whole outer stack Ethernet / IPv4 / UDP / VXLAN (RFC 7348 section 5).
 *
 * <pre>
 * |R|R|R|R|I|R|R|R|            Reserved                           |
 * |                VXLAN Network Identifier (VNI) |   Reserved    |
 * </pre>
 */
public final class Vxlan {
  /** Bytes of the VXLAN header alone. */
  public static final int HEADER = 8;

  /** Bytes that encapsulation puts before the inner Ethernet frame. */
  public static final int OVERHEAD = Ethernet.HEADER + Ipv4.HEADER + Udp.HEADER + HEADER;

  /** UDP destination port assigned by IANA. */
  public static final int PORT = 4789;

  /** Largest VNI: 24 bits. */
  public static final int MAX_VNI = 0xffffff;

  private static final int VNI_VALID = 0x08000000;
  private static final int OUTER_TTL = 64;
  private static final int FIRST_PORT = 0xc000;
  private static final int VERSION_AND_LENGTH = 0x4500;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int TTL_AND_PROTOCOL = OUTER_TTL << 8 | Ipv4.UDP;

  /** What the IPv4 header's sum always has. */
  private static final int FIXED_SUM = VERSION_AND_LENGTH + DONT_FRAGMENT + TTL_AND_PROTOCOL;

  private Vxlan() {}

  /** True where the I flag says that the VNI is valid. */
  public static boolean vniValid(byte[] bytes, int at) {
    return (Bytes.i32(bytes, at) & VNI_VALID) != 0;
  }

  /** The network identifier, 0..16777215. */
  public static int vni(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + 4) >>> 8;
  }

  /** Writes the VXLAN header alone. */
  public static void write(byte[] bytes, int at, int vni) {
    Bytes.put32(bytes, at, VNI_VALID);
    Bytes.put32(bytes, at + 4, vni << 8);
  }

  /**
   * Writes the outer stack of {@link #OVERHEAD} bytes at {@code at}, before an inner frame.
   *
   * @param innerLength bytes of the inner Ethernet frame
   * @param entropy the UDP source port is taken from it, in 49152..65535, so that ECMP keeps one
   *     inner flow on one path (RFC 7348 section 5)
   */
  public static void encapsulate(
      byte[] bytes,
      int at,
      int innerLength,
      long destinationMac,
      long sourceMac,
      int source,
      int destination,
      int entropy,
      int vni) {
    // In whole longs: written field by field, the header would be read back for its checksum
    // before it has left the processor's store buffer.
    long total = (long) OVERHEAD - Ethernet.HEADER + innerLength;
    long udpLength = total - Ipv4.HEADER;
    long sum = total + FIXED_SUM + halves(source) + halves(destination);
    sum = (sum & 0xffff) + (sum >>> 16);
    long checksum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    long port = FIRST_PORT | (entropy & 0x3fff);
    Bytes.put64(bytes, at, destinationMac << 16 | sourceMac >>> 32);
    Bytes.put64(
        bytes, at + 8, sourceMac << 32 | (long) Ethernet.TYPE_IPV4 << 16 | VERSION_AND_LENGTH);
    Bytes.put64(bytes, at + 16, total << 48 | (long) DONT_FRAGMENT << 16 | TTL_AND_PROTOCOL);
    Bytes.put64(bytes, at + 24, checksum << 48 | (source & 0xffffffffL) << 16 | destination >>> 16);
    Bytes.put64(
        bytes, at + 32, (long) destination << 48 | port << 32 | (long) PORT << 16 | udpLength);
    Bytes.put64(bytes, at + 40, (long) VNI_VALID << 16 | vni >>> 8);
    Bytes.put16(bytes, at + 48, vni << 8);
  }

  private static int halves(int word) {
    return (word >>> 16) + (word & 0xffff);
  }
}
