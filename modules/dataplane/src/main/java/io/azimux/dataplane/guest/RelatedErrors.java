package io.azimux.dataplane.guest;

import io.azimux.packet.Bytes;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Icmp;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Rewrite;
import io.azimux.packet.Tcp;

/**
 * ICMP errors about packets of connections (conntrack's RELATED): they quote a packet as it was
 * when it left the guest, and are translated so that the sender of that packet knows it again.
 */
final class RelatedErrors {
  private static final int SOURCE_QUENCH = 4;
  private static final int PARAMETER_PROBLEM = 12;
  private static final int CHECKSUM = 10;
  private static final int SOURCE = 12;

  /** An error quotes so much of a packet behind its IPv4 header, at least. */
  private static final int PORTS_AND_MORE = 8;

  private final Connections connections;

  /** Errors about these connections. */
  RelatedErrors(Connections connections) {
    this.connections = connections;
  }

  /**
   * The connection that an error is about, with the direction in which the error travels; {@link
   * Connections#NONE} where the packet is no error, or about no connection.
   *
   * @param transport offset of the ICMP header
   */
  int find(byte[] bytes, int ip, int transport, long nowNanos) {
    int end = ip + Ipv4.totalLength(bytes, ip);
    int quoted = transport + Icmp.HEADER;
    if (Ipv4.protocol(bytes, ip) != Ipv4.ICMP
        || !isError(Icmp.type(bytes, transport))
        || !isWhole(bytes, quoted, end)
        || !Icmp.checksumHolds(bytes, transport, end - transport)) {
      return Connections.NONE;
    }
    int protocol = Ipv4.protocol(bytes, quoted);
    int ports = quoted + Ipv4.headerLength(bytes, quoted);
    long high = FlowKey.reversedHigh(FlowKey.highOf(bytes, quoted));
    long low = FlowKey.reversedLow(FlowKey.lowOf(bytes, ports, protocol, 0));
    int reference = connections.lookup(high, low, connections.hash(high, low), nowNanos);
    // An error goes to the sender of what it quotes, and to nobody else.
    boolean goesBack = Ipv4.destination(bytes, ip) == FlowKey.destination(high);
    return reference >= 0 && goesBack ? reference : Connections.NONE;
  }

  private static boolean isError(int type) {
    return type == Icmp.UNREACHABLE
        || type == SOURCE_QUENCH
        || type == Icmp.TIME_EXCEEDED
        || type == PARAMETER_PROBLEM;
  }

  private static boolean isWhole(byte[] bytes, int quoted, int end) {
    if (end - quoted < Ipv4.HEADER + PORTS_AND_MORE || Bytes.u8(bytes, quoted) >>> 4 != 4) {
      return false;
    }
    int header = Ipv4.headerLength(bytes, quoted);
    return header >= Ipv4.HEADER
        && end - quoted >= header + PORTS_AND_MORE
        && !Ipv4.isFragment(bytes, quoted);
  }

  /**
   * The addresses with which an error goes on. Whoever sent it, it seems to come from where answers
   * come from, if the connection hides that.
   *
   * @param reference as {@link #find} returned it
   * @param high addresses with which it arrived, as in a {@link FlowKey}
   */
  long addresses(int reference, long high) {
    long fromHigh = connections.high(reference);
    long fromLow = connections.low(reference);
    long toHigh = FlowKey.reversedHigh(connections.high(reference ^ 1));
    long toLow = FlowKey.reversedLow(connections.low(reference ^ 1));
    boolean source =
        FlowKey.source(fromHigh) != FlowKey.source(toHigh)
            || FlowKey.sourcePort(fromLow) != FlowKey.sourcePort(toLow);
    boolean destination = FlowKey.destination(fromHigh) != FlowKey.destination(toHigh);
    return FlowKey.high(
        FlowKey.source(source ? toHigh : high), FlowKey.destination(destination ? toHigh : high));
  }

  /** Gives the quoted packet the tuple with which its sender sent it, and mends the checksum. */
  void translateQuote(byte[] bytes, int ip, int transport, int reference) {
    int end = ip + Ipv4.totalLength(bytes, ip);
    int quoted = transport + Icmp.HEADER;
    long toHigh = connections.high(reference ^ 1);
    int ports = (int) (connections.low(reference ^ 1) >>> 32);
    int inner = quoted + Ipv4.headerLength(bytes, quoted);
    if (Ipv4.protocol(bytes, quoted) == Ipv4.TCP && end - inner < Tcp.HEADER) {
      withoutChecksum(bytes, quoted, inner, toHigh, ports);
    } else {
      int source = FlowKey.source(toHigh);
      Rewrite.tuple(bytes, quoted, inner, source, FlowKey.destination(toHigh), ports);
    }
    Icmp.write(
        bytes,
        transport,
        Icmp.type(bytes, transport),
        Icmp.code(bytes, transport),
        Bytes.i32(bytes, transport + 4),
        end - transport);
  }

  /** A quoted segment may end before its checksum. */
  private static void withoutChecksum(byte[] bytes, int quoted, int inner, long toHigh, int ports) {
    int delta = Rewrite.headerDelta(FlowKey.highOf(bytes, quoted), toHigh);
    int checksum = InternetChecksum.updateByFolded(Ipv4.checksum(bytes, quoted), delta);
    Bytes.put16(bytes, quoted + CHECKSUM, checksum);
    Bytes.put64(bytes, quoted + SOURCE, toHigh);
    Bytes.put32(bytes, inner, ports);
  }
}
