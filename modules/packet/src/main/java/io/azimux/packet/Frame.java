package io.azimux.packet;

/**
 * The one judgement on an incoming frame: is it Ethernet II with a whole IPv4 packet and a whole
 * transport header?
 *
 * <p>After {@link #check} has accepted a frame, every field accessor of {@link Ipv4}, {@link Tcp}
 * and {@link Udp} stays inside it. Checksums are not verified here: routers and endpoints do that.
 */
public final class Frame {
  /** Shorter than Ethernet and IPv4 headers. */
  public static final int TOO_SHORT = -1;

  /** Not IPv4 by its EtherType. */
  public static final int NOT_IPV4 = -2;

  /** IP version, header length or total length contradict the frame. */
  public static final int BAD_IPV4 = -3;

  /** The transport header is cut off or contradicts itself. */
  public static final int BAD_TRANSPORT = -4;

  /** A fragment: it has no ports to hash. */
  public static final int FRAGMENT = -5;

  /** What {@link #plainTcpFlags} returns for any other frame. */
  public static final int NOT_PLAIN = -6;

  /** Bytes of Ethernet and IPv4 headers: no frame is shorter. */
  public static final int MIN = Ethernet.HEADER + Ipv4.HEADER;

  /** The same with a TCP header. */
  public static final int MIN_TCP = MIN + Tcp.HEADER;

  /** Where {@link Ipv4#isFragment} looks, in {@link Ipv4#middle}. */
  private static final long MORE_OR_OFFSET = 0x3fffL << 48;

  /** Where the protocol stands in {@link Ipv4#middle}. */
  private static final long PROTOCOL = 0xffL << 32;

  private static final long TCP = (long) Ipv4.TCP << 32;

  private Frame() {}

  /**
   * Checks the frame.
   *
   * @param start offset of the Ethernet header
   * @param length bytes of the frame; may exceed the IP packet (padding)
   * @return the offset of the transport header, or one of the negative codes
   */
  public static int check(byte[] bytes, int start, int length) {
    if (length < MIN) {
      return TOO_SHORT;
    }
    long front = Ipv4.front(bytes, start + Ethernet.HEADER);
    return check(bytes, start, length, front, Ipv4.middle(bytes, start + Ethernet.HEADER));
  }

  /**
   * The same for a frame of {@link #MIN} bytes or more whose first words the caller has loaded.
   *
   * @param front what {@link Ipv4#front} gives
   * @param middle what {@link Ipv4#middle} gives
   */
  public static int check(byte[] bytes, int start, int length, long front, long middle) {
    // Nearly every packet has no options: two words then tell what else takes seven loads.
    if (front >>> 40 != Ipv4.WITHOUT_OPTIONS) {
      return checkAnyHeader(bytes, start, length);
    }
    int total = (int) (front >>> 16) & 0xffff;
    if (total < Ipv4.HEADER || total > length - Ethernet.HEADER) {
      return BAD_IPV4;
    }
    if ((middle & MORE_OR_OFFSET) != 0) {
      return FRAGMENT;
    }
    int protocol = Ipv4.protocolOf(middle);
    if (protocol == Ipv4.TCP && length >= MIN_TCP) {
      int payload = total - Ipv4.HEADER;
      int header = Tcp.headerLengthOf(Tcp.middle(bytes, start + MIN));
      return (header - Tcp.HEADER | payload - header) >= 0 ? start + MIN : BAD_TRANSPORT;
    }
    return checkTransport(bytes, protocol, start + MIN, total - Ipv4.HEADER);
  }

  /**
   * The short form of {@link #check} for the shape that nearly all frames have: TCP in IPv4 without
   * options.
   *
   * @return the TCP flags, 0..255, of a frame of this shape that {@link #check} accepts; else
   *     {@link #NOT_PLAIN}, which says nothing against the frame
   */
  public static int plainTcpFlags(byte[] bytes, int start, int length) {
    if (length < MIN_TCP) {
      return NOT_PLAIN;
    }
    long front = Ipv4.front(bytes, start + Ethernet.HEADER);
    long middle = Ipv4.middle(bytes, start + Ethernet.HEADER);
    long tcp = Tcp.middle(bytes, start + MIN);
    return isPlainTcp(length, front, middle, tcp) ? Tcp.flagsOf(tcp) : NOT_PLAIN;
  }

  /**
   * True for a frame of this shape that {@link #check} accepts. For a caller that needs more of
   * these words: loads of one width from one array share their bounds checks.
   *
   * @param length bytes of the frame, {@link #MIN_TCP} or more
   * @param front what {@link Ipv4#front} gives
   * @param middle what {@link Ipv4#middle} gives
   * @param tcp what {@link Tcp#middle} gives for the header at {@link #MIN}
   */
  public static boolean isPlainTcp(int length, long front, long middle, long tcp) {
    int payload = ((int) (front >>> 16) & 0xffff) - Ipv4.HEADER;
    int header = Tcp.headerLengthOf(tcp);
    long shape = front >>> 40 ^ Ipv4.WITHOUT_OPTIONS | middle & (MORE_OR_OFFSET | PROTOCOL) ^ TCP;
    // None of the three differences may be negative.
    int room = header - Tcp.HEADER | payload - header | length - MIN - payload;
    return shape == 0 && room >= 0;
  }

  private static int checkAnyHeader(byte[] bytes, int start, int length) {
    if (Ethernet.type(bytes, start) != Ethernet.TYPE_IPV4) {
      return NOT_IPV4;
    }
    int ip = start + Ethernet.HEADER;
    int first = Bytes.u8(bytes, ip);
    int header = (first & 0xf) << 2;
    int total = Ipv4.totalLength(bytes, ip);
    if (first >>> 4 != 4
        || header < Ipv4.HEADER
        || total < header
        || total > length - Ethernet.HEADER) {
      return BAD_IPV4;
    }
    if (Ipv4.isFragment(bytes, ip)) {
      return FRAGMENT;
    }
    return checkTransport(bytes, Ipv4.protocol(bytes, ip), ip + header, total - header);
  }

  private static int checkTransport(byte[] bytes, int protocol, int at, int length) {
    if (protocol == Ipv4.TCP) {
      boolean whole = length >= Tcp.HEADER;
      int header = whole ? Tcp.headerLength(bytes, at) : 0;
      return header >= Tcp.HEADER && header <= length ? at : BAD_TRANSPORT;
    }
    if (protocol == Ipv4.UDP) {
      boolean whole = length >= Udp.HEADER;
      int claimed = whole ? Udp.lengthOf(Udp.front(bytes, at)) : 0;
      return claimed >= Udp.HEADER && claimed <= length ? at : BAD_TRANSPORT;
    }
    return protocol != Ipv4.ICMP || length >= Udp.HEADER ? at : BAD_TRANSPORT;
  }

  /** Says in words what a negative code means. */
  public static String describe(int code) {
    return switch (code) {
      case TOO_SHORT -> "frame shorter than Ethernet and IPv4 headers";
      case NOT_IPV4 -> "EtherType is not IPv4";
      case BAD_IPV4 -> "IPv4 version or lengths contradict the frame";
      case BAD_TRANSPORT -> "transport header cut off or inconsistent";
      case FRAGMENT -> "IPv4 fragment";
      default -> "accepted";
    };
  }
}
