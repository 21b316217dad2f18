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
    Ethernet.write(bytes, at, destinationMac, sourceMac, Ethernet.TYPE_IPV4);
    int ip = at + Ethernet.HEADER;
    int udpLength = Udp.HEADER + HEADER + innerLength;
    Ipv4.write(bytes, ip, Ipv4.HEADER + udpLength, OUTER_TTL, Ipv4.UDP, source, destination);
    int udp = ip + Ipv4.HEADER;
    Udp.write(bytes, udp, 0xc000 | (entropy & 0x3fff), PORT, udpLength);
    write(bytes, udp + Udp.HEADER, vni);
  }
}
