package io.azimux.packet;

/**
 * Ethernet II header view.
 *
 * <pre>
 *  0      6      12   14
 *  | dst  | src  |type| payload
 * </pre>
 */
public final class Ethernet {
  /** Bytes of the header; there is no 802.1Q tag anywhere in the emulated network. */
  public static final int HEADER = 14;

  /** EtherType of IPv4. */
  public static final int TYPE_IPV4 = 0x0800;

  /** EtherType of ARP. */
  public static final int TYPE_ARP = 0x0806;

  /** EtherType of transparent Ethernet bridging, the payload type of NVGRE (RFC 7637). */
  public static final int TYPE_TEB = 0x6558;

  private static final int DESTINATION = 0;
  private static final int SOURCE = 6;
  private static final int TYPE = 12;

  private Ethernet() {}

  /** Destination MAC address in the low 48 bits. */
  public static long destination(byte[] bytes, int at) {
    return Bytes.i64(bytes, at + DESTINATION) >>> 16;
  }

  /** Source MAC address in the low 48 bits. */
  public static long source(byte[] bytes, int at) {
    return Bytes.i64(bytes, at + SOURCE) >>> 16;
  }

  /** EtherType, 0..65535. */
  public static int type(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + TYPE);
  }

  /** Writes the whole header; addresses in the low 48 bits. */
  public static void write(byte[] bytes, int at, long destination, long source, int type) {
    // The second store begins inside the first: two of one width are cheaper than three.
    Bytes.put64(bytes, at, destination << 16 | (source >>> 32 & 0xffff));
    Bytes.put64(bytes, at + SOURCE, source << 16 | type & 0xffff);
  }

  /** Rewrites both addresses and leaves the type. */
  public static void setAddresses(byte[] bytes, int at, long destination, long source) {
    Bytes.put64(bytes, at, destination << 16 | (source >>> 32 & 0xffff));
    Bytes.put32(bytes, at + 8, (int) source);
  }
}
