package io.azimux.packet;

/**
 * An ICMP error and the packet that it quotes (RFC 792): what a translator of addresses must look
 * into, since the error belongs to the flow of the quoted packet (RFC 5508 section 4.2).
 */
public final class IcmpError {
  /** No error, or one that does not quote enough of a TCP segment or UDP datagram. */
  public static final int NONE = -1;

  private static final int TIME_EXCEEDED = Icmp.TIME_EXCEEDED;
  private static final int PARAMETER_PROBLEM = 12;

  /** Bytes of the quoted transport header that every error has. */
  private static final int QUOTED = 8;

  private IcmpError() {}

  /**
   * Offset of the IPv4 header that an error quotes, or {@link #NONE}.
   *
   * @param ip offset of the IPv4 header of a packet that {@link Frame#check} accepted
   * @param icmp offset of its ICMP header
   */
  public static int quoted(byte[] bytes, int ip, int icmp) {
    int type = Icmp.type(bytes, icmp);
    if (type != Icmp.UNREACHABLE && type != TIME_EXCEEDED && type != PARAMETER_PROBLEM) {
      return NONE;
    }
    int quoted = icmp + Icmp.HEADER;
    int available = ip + Ipv4.totalLength(bytes, ip) - quoted;
    if (available < Ipv4.HEADER + QUOTED || Ipv4.version(bytes, quoted) != 4) {
      return NONE;
    }
    int header = Ipv4.headerLength(bytes, quoted);
    boolean whole = header >= Ipv4.HEADER && header + QUOTED <= available;
    int protocol = Ipv4.protocol(bytes, quoted);
    boolean ports = protocol == Ipv4.TCP || protocol == Ipv4.UDP;
    boolean first = !Ipv4.isLaterFragment(bytes, quoted);
    return whole && ports && first ? quoted : NONE;
  }

  /** High word of the {@link FlowKey} of the reply to the quoted packet. */
  public static long replyHigh(byte[] bytes, int quoted) {
    return FlowKey.reversedHigh(FlowKey.highOf(bytes, quoted));
  }

  /** Low word of that key. */
  public static long replyLow(byte[] bytes, int quoted, int scope) {
    int transport = quoted + Ipv4.headerLength(bytes, quoted);
    int protocol = Ipv4.protocol(bytes, quoted);
    return FlowKey.reversedLow(FlowKey.lowOf(bytes, transport, protocol, scope));
  }

  /**
   * Translates the quoted packet as its reply is translated, and makes the error's checksum right.
   *
   * @param source the reply's new source, so the quoted packet's destination
   * @param destination the reply's new destination
   * @param ports the reply's new source port in the high, new destination port in the low 16 bits
   */
  public static void rewriteQuoted(
      byte[] bytes, int ip, int quoted, int source, int destination, int ports) {
    int header = Ipv4.headerLength(bytes, quoted);
    Bytes.put32(bytes, quoted + Ipv4.SOURCE, destination);
    Bytes.put32(bytes, quoted + Ipv4.DESTINATION, source);
    Bytes.put16(bytes, quoted + Ipv4.CHECKSUM, 0);
    long sum = InternetChecksum.sum(bytes, quoted, header);
    Bytes.put16(bytes, quoted + Ipv4.CHECKSUM, InternetChecksum.finish(sum));
    Bytes.put32(bytes, quoted + header, Integer.rotateLeft(ports, 16));
    int icmp = quoted - Icmp.HEADER;
    int length = ip + Ipv4.totalLength(bytes, ip) - icmp;
    int rest = Bytes.i32(bytes, icmp + 4);
    Icmp.write(bytes, icmp, Icmp.type(bytes, icmp), Icmp.code(bytes, icmp), rest, length);
  }
}
