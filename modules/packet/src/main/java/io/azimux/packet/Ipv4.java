package io.azimux.packet;

/**
 * IPv4 header view (RFC 791 section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 * |Version|  IHL  |Type of Service|          Total Length         |
 * |         Identification        |Flags|      Fragment Offset    |
 * |  Time to Live |    Protocol   |         Header Checksum       |
 * |                       Source Address                          |
 * |                    Destination Address                        |
 * </pre>
 *
 * <p>Setters that change a field covered by a checksum keep the header checksum right by RFC 1624;
 * no caller touches a checksum. Transport checksums cover the addresses too: rewrite those through
 * {@link Rewrite}.
 */
public final class Ipv4 {
  /** Bytes of a header without options. */
  public static final int HEADER = 20;

  /** Protocol number of ICMP. */
  public static final int ICMP = 1;

  /** Protocol number of TCP. */
  public static final int TCP = 6;

  /** Protocol number of UDP. */
  public static final int UDP = 17;

  /** Protocol number of GRE. */
  public static final int GRE = 47;

  /**
   * Type of service of what keeps a network together: class selector 6, network control (RFC 2474
   * section 4.2.2, RFC 4594 section 3.1).
   */
  public static final int NETWORK_CONTROL = 0xc0;

  private static final int TYPE_OF_SERVICE = 1;
  static final int TOTAL_LENGTH = 2;
  static final int IDENTIFICATION = 4;
  static final int FRAGMENT = 6;
  static final int TTL = 8;
  static final int PROTOCOL = 9;
  static final int CHECKSUM = 10;
  static final int SOURCE = 12;
  static final int DESTINATION = 16;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_OR_OFFSET = 0x3fff;
  private static final int OFFSET = 0x1fff;

  /** EtherType of IPv4, version 4 and a header length of five words. */
  static final int WITHOUT_OPTIONS = 0x080045;

  private static final long SIX_BYTES = 0xffff_ffff_ffffL;

  /** One in the time to live, in {@link #middle}. */
  private static final long ONE_HOP = 1L << 40;

  private static final long CHECKSUM_IN_MIDDLE = 0xffff_0000L;

  private Ipv4() {}

  /** Version field, 4 for a legal packet. */
  public static int version(byte[] bytes, int at) {
    return Bytes.u8(bytes, at) >>> 4;
  }

  /** Header length in bytes, options included, 0..60; a legal one is 20..60. */
  public static int headerLength(byte[] bytes, int at) {
    return (Bytes.u8(bytes, at) & 0xf) << 2;
  }

  /** True where the packet has at least the precedence of {@link #NETWORK_CONTROL}. */
  public static boolean isNetworkControl(byte[] bytes, int at) {
    return Bytes.u8(bytes, at + TYPE_OF_SERVICE) >= NETWORK_CONTROL;
  }

  /** Gives a packet the precedence of {@link #NETWORK_CONTROL}. */
  public static void setNetworkControl(byte[] bytes, int at) {
    int before = Bytes.u16(bytes, at);
    int after = before & 0xff00 | NETWORK_CONTROL;
    Bytes.put16(bytes, at, after);
    long change = InternetChecksum.change16(before, after);
    Bytes.put16(bytes, at + CHECKSUM, InternetChecksum.update(checksum(bytes, at), change));
  }

  /** Bytes of header and payload together. */
  public static int totalLength(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + TOTAL_LENGTH);
  }

  /** Identification field, used to reassemble fragments. */
  public static int identification(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + IDENTIFICATION);
  }

  /** True where the packet is a fragment: more follow, or its offset is not zero. */
  public static boolean isFragment(byte[] bytes, int at) {
    return (Bytes.u16(bytes, at + FRAGMENT) & MORE_OR_OFFSET) != 0;
  }

  /** True for a fragment other than the first: it has no transport header. */
  public static boolean isLaterFragment(byte[] bytes, int at) {
    return (Bytes.u16(bytes, at + FRAGMENT) & OFFSET) != 0;
  }

  /** The don't-fragment flag. */
  public static boolean dontFragment(byte[] bytes, int at) {
    return (Bytes.u16(bytes, at + FRAGMENT) & DONT_FRAGMENT) != 0;
  }

  /** Time to live, 0..255. */
  public static int ttl(byte[] bytes, int at) {
    return Bytes.u8(bytes, at + TTL);
  }

  /** Protocol number of the payload. */
  public static int protocol(byte[] bytes, int at) {
    return Bytes.u8(bytes, at + PROTOCOL);
  }

  /** Header checksum as it stands. */
  public static int checksum(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + CHECKSUM);
  }

  /** Source address. */
  public static int source(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + SOURCE);
  }

  /** Destination address. */
  public static int destination(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + DESTINATION);
  }

  /**
   * The EtherType and the first six bytes of the header, which always follows one. With {@link
   * #middle} and {@link FlowKey#highOf} it covers a header without options in three loads.
   */
  public static long front(byte[] bytes, int at) {
    return Bytes.i64(bytes, at - 2);
  }

  /**
   * Fragment field, time to live, protocol, checksum and the first half of the source: what {@link
   * Frame#check} loads anyway. For readers that have not written to the header just before: a load
   * wider than the store it follows has to wait for it.
   */
  public static long middle(byte[] bytes, int at) {
    return Bytes.i64(bytes, at + FRAGMENT);
  }

  /** Protocol number in {@link #middle}. */
  public static int protocolOf(long middle) {
    return (int) (middle >>> 32) & 0xff;
  }

  /** Time to live in {@link #middle}. */
  public static int ttlOf(long middle) {
    return (int) (middle >>> 40) & 0xff;
  }

  /** True where the header checksum verifies; an Ethernet header stands before it. */
  public static boolean checksumHolds(byte[] bytes, int at) {
    return checksumHolds(bytes, at, front(bytes, at), middle(bytes, at), FlowKey.highOf(bytes, at));
  }

  /**
   * The same for a caller that has loaded the header's words.
   *
   * @param front what {@link #front} gives
   * @param middle what {@link #middle} gives
   * @param addresses what {@link FlowKey#highOf} gives
   */
  public static boolean checksumHolds(
      byte[] bytes, int at, long front, long middle, long addresses) {
    if (front >>> 40 != WITHOUT_OPTIONS) {
      int length = headerLength(bytes, at);
      return InternetChecksum.fold(InternetChecksum.sum(bytes, at, length)) == 0xffff;
    }
    return plainChecksumHolds(front, middle, addresses);
  }

  /** The same for a header without options. */
  public static boolean plainChecksumHolds(long front, long middle, long addresses) {
    return InternetChecksum.isWhole(
        (front & SIX_BYTES) + (middle >>> 32) + (middle & 0xffffffffL) + (addresses & SIX_BYTES));
  }

  /**
   * Lowers the time to live by one, keeping the checksum right. The caller has checked that it is
   * above 1.
   */
  public static void decrementTtl(byte[] bytes, int at) {
    putMiddle(bytes, at, oneHopLess(middle(bytes, at)));
  }

  /** The {@link #middle} with the time to live, which is above 1, lowered by one. */
  public static long oneHopLess(long middle) {
    // Equation 3 of RFC 1624 for this change: 0x100 more, in one's complement, and never 0xffff.
    long checksum = (middle >>> 16 & 0xffff) + 0x101;
    checksum = (checksum & 0xffff) + (checksum >>> 16) - 1;
    return (middle & ~CHECKSUM_IN_MIDDLE | checksum << 16) - ONE_HOP;
  }

  /** Writes what {@link #middle} reads. */
  public static void putMiddle(byte[] bytes, int at, long middle) {
    Bytes.put64(bytes, at + FRAGMENT, middle);
  }

  /**
   * Writes a header without options, checksum included; the don't-fragment flag is set.
   *
   * @param totalLength bytes of header and payload, 20..65535
   */
  public static void write(
      byte[] bytes, int at, int totalLength, int ttl, int protocol, int source, int destination) {
    Bytes.put32(bytes, at, 0x45000000 | totalLength);
    Bytes.put32(bytes, at + IDENTIFICATION, DONT_FRAGMENT);
    Bytes.put32(bytes, at + TTL, ttl << 24 | protocol << 16);
    Bytes.put32(bytes, at + SOURCE, source);
    Bytes.put32(bytes, at + DESTINATION, destination);
    Bytes.put16(
        bytes, at + CHECKSUM, InternetChecksum.finish(InternetChecksum.sum(bytes, at, HEADER)));
  }
}
