package io.azimux.dataplane.tcp;

import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;

/** Builds segments in the arena and hands them out. */
final class SegmentWriter {
  /** Kind 2, length 4 and {@link TcpLimits#MSS}: the one option sent, on SYNs. */
  private static final int MSS_OPTION = 2 << 24 | 4 << 16 | TcpLimits.MSS;

  private static final int MSS_OPTION_BYTES = 4;
  private static final int OFFSET_AND_FLAGS = 12;
  private static final int TTL = 64;

  /** Mark for the next segment: the answer to the marked segment being processed. */
  private int nextMark;

  private long lost;

  /** Sets the mark of the next segment sent; 0 takes it back. */
  void mark(int mark) {
    nextMark = mark;
  }

  /** Segments not built because the arena was full. */
  long lost() {
    return lost;
  }

  /**
   * Sends a segment of a connection.
   *
   * @param offset where its payload starts in the send buffer
   * @param length payload bytes
   */
  void send(
      Connection c,
      int sequence,
      int flags,
      int offset,
      int length,
      int window,
      SegmentOutput out) {
    int options = (flags & Tcp.SYN) != 0 ? MSS_OPTION_BYTES : 0;
    PacketArena arena = out.arena();
    int packet = begin(arena, c.local, c.remote, Tcp.HEADER + options + length);
    if (packet == PacketArena.FULL) {
      return;
    }
    byte[] bytes = arena.bytes();
    int tcp = arena.start(packet) + Ethernet.HEADER + Ipv4.HEADER;
    int acknowledgment = (flags & Tcp.ACK) != 0 ? c.receiveNext : 0;
    Tcp.write(bytes, tcp, c.localPort, c.remotePort, sequence, acknowledgment, flags, window);
    if (options != 0) {
      int header = Tcp.HEADER + options;
      Bytes.put16(bytes, tcp + OFFSET_AND_FLAGS, header << 10 | flags);
      Bytes.put32(bytes, tcp + Tcp.HEADER, MSS_OPTION);
    }
    if (length > 0) {
      c.buffer.read(offset, bytes, tcp + Tcp.HEADER, length);
    }
    Tcp.setChecksum(bytes, tcp, Tcp.HEADER + options + length, c.local, c.remote);
    out.send(packet);
  }

  /** Answers a segment of no connection with a reset (RFC 9293 section 3.10.7.1). */
  void reset(Segment segment, SegmentOutput out) {
    PacketArena arena = out.arena();
    int packet = begin(arena, segment.destination, segment.source, Tcp.HEADER);
    if (packet == PacketArena.FULL) {
      return;
    }
    byte[] bytes = arena.bytes();
    int tcp = arena.start(packet) + Ethernet.HEADER + Ipv4.HEADER;
    boolean known = segment.has(Tcp.ACK);
    Tcp.write(
        bytes,
        tcp,
        segment.destinationPort,
        segment.sourcePort,
        known ? segment.acknowledgment : 0,
        known ? 0 : segment.sequence + segment.length(),
        known ? Tcp.RST : Tcp.RST | Tcp.ACK,
        0);
    Tcp.setChecksum(bytes, tcp, Tcp.HEADER, segment.destination, segment.source);
    out.send(packet);
  }

  private int begin(PacketArena arena, int local, int remote, int tcpLength) {
    int packet = arena.allocate();
    if (packet == PacketArena.FULL) {
      lost++;
      return packet;
    }
    arena.setLength(packet, Ethernet.HEADER + Ipv4.HEADER + tcpLength);
    arena.setMark(packet, nextMark);
    nextMark = 0;
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    Ethernet.write(
        bytes, start, MacAddress.FABRIC.bits(), MacAddress.bitsOf(local), Ethernet.TYPE_IPV4);
    Ipv4.write(
        bytes, start + Ethernet.HEADER, Ipv4.HEADER + tcpLength, TTL, Ipv4.TCP, local, remote);
    return packet;
  }
}
