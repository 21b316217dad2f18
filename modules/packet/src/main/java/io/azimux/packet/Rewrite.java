package io.azimux.packet;

/**
 * Address and port translation in place, with every checksum that covers the change kept right by
 * RFC 1624 in one fused step. The only place where NAT meets a checksum.
 */
public final class Rewrite {
  /** Where TCP's offset, flags, window, checksum and urgent pointer lie behind an IPv4 header. */
  private static final int TCP_TAIL = Ipv4.HEADER + Tcp.OFFSET;

  private static final long CHECKSUM_IN_TAIL = 0xffff_0000L;

  private Rewrite() {}

  /**
   * Gives a packet new addresses and ports.
   *
   * @param ip offset of the IPv4 header
   * @param transport offset of the transport header, as {@link Frame#check} returned it
   * @param source new source address
   * @param destination new destination address
   * @param ports new source port in the high, new destination port in the low 16 bits; ignored
   *     unless TCP or UDP
   */
  public static void tuple(
      byte[] bytes, int ip, int transport, int source, int destination, int ports) {
    int delta = addresses(bytes, ip, source, destination);
    int protocol = Ipv4.protocol(bytes, ip);
    if (protocol == Ipv4.TCP) {
      ports(bytes, transport, transport + Tcp.CHECKSUM, delta, ports);
    } else if (protocol == Ipv4.UDP) {
      udp(bytes, transport, delta, ports);
    }
  }

  /**
   * Gives a packet new addresses in its IPv4 header only, as a fragment without a transport header
   * needs it.
   *
   * @return what that adds to the sum of a transport header that covers them, folded
   */
  public static int addresses(byte[] bytes, int ip, int source, int destination) {
    long before = FlowKey.highOf(bytes, ip);
    int delta =
        InternetChecksum.fold(
            InternetChecksum.change(FlowKey.source(before), source)
                + InternetChecksum.change(FlowKey.destination(before), destination));
    Bytes.put64(bytes, ip + Ipv4.SOURCE, FlowKey.high(source, destination));
    // Loaded and stored in the width in which the time to live is: neither waits for the other.
    int word = Bytes.i32(bytes, ip + Ipv4.TTL);
    int checksum = update(word & 0xffff, delta);
    Bytes.put32(bytes, ip + Ipv4.TTL, word & 0xffff0000 | checksum);
    return delta;
  }

  /**
   * What new addresses add to the sum of an IPv4 header, folded: 0..65535.
   *
   * @param high a {@link FlowKey}'s high word
   * @param toHigh the one that takes its place
   */
  public static int headerDelta(long high, long toHigh) {
    return InternetChecksum.fold(addressChange(high, toHigh));
  }

  /** What a new tuple adds to the sum of a TCP segment or UDP datagram, folded: 0..65535. */
  public static int transportDelta(long high, long low, long toHigh, long toLow) {
    long ports = InternetChecksum.change((int) (low >>> 32), (int) (toLow >>> 32));
    return InternetChecksum.fold(addressChange(high, toHigh) + ports);
  }

  private static long addressChange(long high, long toHigh) {
    return InternetChecksum.change(FlowKey.source(high), FlowKey.source(toHigh))
        + InternetChecksum.change(FlowKey.destination(high), FlowKey.destination(toHigh));
  }

  /**
   * The same as {@link #tuple} for a TCP segment in IPv4 without options whose change is known
   * beforehand, with hops taken from the time to live.
   *
   * @param ip offset of the IPv4 header
   * @param addresses new high word of the {@link FlowKey}
   * @param ports new source port in the high, new destination port in the low 16 bits
   * @param headerDelta {@link #headerDelta}, and what the hops add
   * @param transportDelta {@link #transportDelta}
   * @param hops 0, or 1 where the time to live is above 1
   */
  public static void plainTcp(
      byte[] bytes,
      int ip,
      long addresses,
      int ports,
      int headerDelta,
      int transportDelta,
      int hops) {
    long ttl = Bytes.i64(bytes, ip + Ipv4.TTL);
    long tail = Bytes.i64(bytes, ip + TCP_TAIL);
    int header = InternetChecksum.updateByFolded((int) (ttl >>> 32) & 0xffff, headerDelta);
    int transport = InternetChecksum.updateByFolded((int) (tail >>> 16) & 0xffff, transportDelta);
    long hop = (ttl >>> 48) - (hops << 8);
    Bytes.put64(bytes, ip + Ipv4.TTL, hop << 48 | (long) header << 32 | addresses >>> 32);
    Bytes.put64(bytes, ip + Ipv4.DESTINATION, addresses << 32 | ports & 0xffffffffL);
    Bytes.put64(bytes, ip + TCP_TAIL, tail & ~CHECKSUM_IN_TAIL | (long) transport << 16);
  }

  private static void udp(byte[] bytes, int transport, int delta, int ports) {
    int checksum = transport + Udp.CHECKSUM;
    if (Bytes.u16(bytes, checksum) == 0) {
      Bytes.put32(bytes, transport, ports);
      return;
    }
    ports(bytes, transport, checksum, delta, ports);
    if (Bytes.u16(bytes, checksum) == 0) {
      Bytes.put16(bytes, checksum, 0xffff);
    }
  }

  private static void ports(
      byte[] bytes, int transport, int checksum, int addressDelta, int ports) {
    int before = Bytes.i32(bytes, transport);
    int delta = addressDelta + halves(~before) + halves(ports);
    Bytes.put32(bytes, transport, ports);
    Bytes.put16(bytes, checksum, update(Bytes.u16(bytes, checksum), delta));
  }

  /** The checksum after a change that adds up to less than {@code 0x80000}. */
  private static int update(int checksum, int delta) {
    int sum = (~checksum & 0xffff) + delta;
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~(sum + (sum >>> 16)) & 0xffff;
  }

  private static int halves(int word) {
    return (word & 0xffff) + (word >>> 16);
  }
}
