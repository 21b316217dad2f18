package io.azimux.dataplane.tcp;

import io.azimux.node.Disposition;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;

/** The segment being looked at: one object for each stack, filled anew for each packet. */
final class Segment {
  private static final int OPTION_END = 0;
  private static final int OPTION_NOP = 1;
  private static final int OPTION_MSS = 2;

  byte[] bytes = new byte[0];
  int source;
  int destination;
  int sourcePort;
  int destinationPort;
  int sequence;
  int acknowledgment;
  int flags;
  int window;
  int payload;
  int payloadLength;
  int mark;
  private int tcp;

  /** Reads and verifies a frame; anything but DELIVERED says why it is none of ours. */
  Disposition read(PacketArena arena, int packet) {
    bytes = arena.bytes();
    int start = arena.start(packet);
    tcp = Frame.check(bytes, start, arena.length(packet));
    if (tcp < 0) {
      return tcp == Frame.FRAGMENT ? Disposition.FRAGMENT : Disposition.MALFORMED;
    }
    int ip = start + Ethernet.HEADER;
    if (Ipv4.protocol(bytes, ip) != Ipv4.TCP) {
      return Disposition.NO_LISTENER;
    }
    source = Ipv4.source(bytes, ip);
    destination = Ipv4.destination(bytes, ip);
    int length = Ipv4.totalLength(bytes, ip) - Ipv4.headerLength(bytes, ip);
    if (!Ipv4.checksumHolds(bytes, ip)
        || !Tcp.checksumHolds(bytes, tcp, length, source, destination)) {
      return Disposition.BAD_CHECKSUM;
    }
    sourcePort = Tcp.sourcePort(bytes, tcp);
    destinationPort = Tcp.destinationPort(bytes, tcp);
    sequence = Tcp.sequence(bytes, tcp);
    acknowledgment = Tcp.acknowledgment(bytes, tcp);
    flags = Tcp.flags(bytes, tcp);
    window = Tcp.window(bytes, tcp);
    payload = tcp + Tcp.headerLength(bytes, tcp);
    payloadLength = tcp + length - payload;
    mark = arena.mark(packet);
    return Disposition.DELIVERED;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** SEG.LEN: payload bytes, and one for each of SYN and FIN. */
  int length() {
    return payloadLength + (has(Tcp.SYN) ? 1 : 0) + (has(Tcp.FIN) ? 1 : 0);
  }

  /** The maximum segment size option of a SYN (RFC 9293 section 3.7.1), or its default. */
  int maximumSegmentSize() {
    int at = tcp + Tcp.HEADER;
    while (at < payload && Bytes.u8(bytes, at) != OPTION_END) {
      int kind = Bytes.u8(bytes, at);
      if (kind == OPTION_NOP) {
        at++;
        continue;
      }
      int length = at + 1 < payload ? Bytes.u8(bytes, at + 1) : 0;
      if (length < 2 || at + length > payload) {
        break; // An option that contradicts itself hides those behind it.
      }
      if (kind == OPTION_MSS && length == 4) {
        return Math.max(1, Bytes.u16(bytes, at + 2));
      }
      at += length;
    }
    return TcpLimits.DEFAULT_MSS;
  }
}
