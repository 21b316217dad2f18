package io.azimux.packet;

/**
 * NVGRE header view and the outer stack Ethernet / IPv4 / GRE (RFC 7637 section 3.2).
 *
 * <pre>
 * |0| |1|0|   Reserved0       | Ver |   Protocol Type 0x6558      |
 * |               Virtual Subnet ID (VSID)        |    FlowID     |
 * </pre>
 */
public final class Nvgre {
  /** Bytes of the GRE header with its key. */
  public static final int HEADER = 8;

  /** Bytes that encapsulation puts before the inner Ethernet frame. */
  public static final int OVERHEAD = Ethernet.HEADER + Ipv4.HEADER + HEADER;

  private static final int KEY_PRESENT_TEB = 0x2000_0000 | Ethernet.TYPE_TEB;
  private static final int OUTER_TTL = 64;

  private Nvgre() {}

  /** True where the GRE header carries a key and nothing else, version 0, and an Ethernet frame. */
  public static boolean isNvgre(byte[] bytes, int at) {
    return Bytes.i32(bytes, at) == KEY_PRESENT_TEB;
  }

  /** Virtual subnet identifier, 0..16777215; what a VNI is to VXLAN. */
  public static int vsid(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + 4) >>> 8;
  }

  /** Flow identifier, 0..255. */
  public static int flowId(byte[] bytes, int at) {
    return Bytes.u8(bytes, at + 7);
  }

  /** Writes the GRE header alone. */
  public static void write(byte[] bytes, int at, int vsid, int flowId) {
    Bytes.put32(bytes, at, KEY_PRESENT_TEB);
    Bytes.put32(bytes, at + 4, vsid << 8 | (flowId & 0xff));
  }

  /**
   * Writes the outer stack of {@link #OVERHEAD} bytes at {@code at}, before an inner frame.
   *
   * @param innerLength bytes of the inner Ethernet frame
   * @param entropy its low 8 bits become the FlowID
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
      int vsid) {
    Ethernet.write(bytes, at, destinationMac, sourceMac, Ethernet.TYPE_IPV4);
    int ip = at + Ethernet.HEADER;
    int total = Ipv4.HEADER + HEADER + innerLength;
    Ipv4.write(bytes, ip, total, OUTER_TTL, Ipv4.GRE, source, destination);
    write(bytes, ip + Ipv4.HEADER, vsid, entropy);
  }
}
