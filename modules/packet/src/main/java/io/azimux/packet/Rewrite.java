package io.azimux.packet;

/**
 * Address and port translation in place, with every checksum that covers the change kept right by
 * RFC 1624 in one fused step. The only place where NAT meets a checksum.
 */
public final class Rewrite {
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
    int protocol = word >>> 16 & 0xff;
    if (protocol == Ipv4.TCP) {
      ports(bytes, transport, transport + Tcp.CHECKSUM, delta, ports);
    } else if (protocol == Ipv4.UDP) {
      udp(bytes, transport, delta, ports);
    }
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
