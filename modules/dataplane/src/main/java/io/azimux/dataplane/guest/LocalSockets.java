package io.azimux.dataplane.guest;

import io.azimux.dataplane.tcp.SegmentOutput;
import io.azimux.dataplane.tcp.SshLikeService;
import io.azimux.dataplane.tcp.TcpStack;
import io.azimux.node.Disposition;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.TraceMark;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Icmp;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Udp;
import java.util.List;

/**
 * What ends in the guest itself: TCP at its sockets, ICMP echo. UDP has no listener. Answers go out
 * through {@link Egress#answer}, as conntrack translates those too.
 */
final class LocalSockets {
  private static final int TTL = 64;

  private final TcpStack stack;
  private final Egress egress;

  /**
   * Opens the sockets.
   *
   * @param ports TCP ports, each with a server like SSH
   */
  LocalSockets(List<Integer> ports, RandomSource random, Egress egress) {
    stack = new TcpStack(random);
    this.egress = egress;
    ports.forEach(port -> setListening(port, true));
  }

  /** The server on a port begins or ceases to listen; connections that exist go on. */
  void setListening(int port, boolean on) {
    if (on) {
      stack.listen(port, new SshLikeService());
    } else {
      stack.ignore(port);
    }
  }

  /**
   * True where the transport checksum verifies. Linux asks this before conntrack even of packets
   * that it only forwards; like hardware that has verified them already, the guest does not.
   */
  static boolean verifies(byte[] bytes, int ip, int transport) {
    int protocol = Ipv4.protocol(bytes, ip);
    int length = Ipv4.totalLength(bytes, ip) - Ipv4.headerLength(bytes, ip);
    if (protocol == Ipv4.ICMP) {
      return Icmp.checksumHolds(bytes, transport, length);
    }
    if (protocol == Ipv4.UDP && Udp.checksum(bytes, transport) == 0) {
      return true;
    }
    if (protocol != Ipv4.TCP && protocol != Ipv4.UDP) {
      return true;
    }
    int covered = protocol == Ipv4.UDP ? Udp.length(bytes, transport) : length;
    long sum =
        InternetChecksum.sum(bytes, transport, covered)
            + InternetChecksum.pseudoHeader(
                Ipv4.source(bytes, ip), Ipv4.destination(bytes, ip), protocol, covered);
    return InternetChecksum.fold(sum) == 0xffff;
  }

  /**
   * Gives a packet to the socket it is meant for. The packet stays the caller's.
   *
   * @return how it ended
   */
  Disposition deliver(int packet, int transport, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int protocol = Ipv4.protocol(bytes, arena.start(packet) + Ethernet.HEADER);
    if (protocol == Ipv4.TCP) {
      return stack.onSegment(arena, packet, nowNanos, output(nowNanos, out));
    }
    if (protocol == Ipv4.ICMP && Icmp.type(bytes, transport) == Icmp.ECHO_REQUEST) {
      return echo(packet, transport, nowNanos, out);
    }
    return Disposition.NO_LISTENER;
  }

  /** Sends what is due: retransmissions, and the ends of connections. */
  void onTime(long nowNanos, Outbox out) {
    stack.onTime(nowNanos, output(nowNanos, out));
  }

  /** When {@link #onTime} is due; {@link Outbox#NEVER} where nothing waits. */
  long nextDeadline() {
    return stack.nextDeadline();
  }

  /** Reports what the sockets count. */
  void measure(Meter meter) {
    stack.measure(meter);
  }

  private SegmentOutput output(long nowNanos, Outbox out) {
    return new SegmentOutput() {
      @Override
      public PacketArena arena() {
        return out.arena();
      }

      @Override
      public void send(int packet) {
        egress.answer(packet, nowNanos, out);
      }
    };
  }

  private Disposition echo(int request, int transport, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int ip = arena.start(request) + Ethernet.HEADER;
    int length = Ipv4.totalLength(bytes, ip) - Ipv4.headerLength(bytes, ip);
    int reply = arena.allocate();
    if (reply == PacketArena.FULL) {
      // The request did arrive; its sender sees a lost reply.
      return Disposition.DELIVERED;
    }
    arena.setMark(reply, TraceMark.answer(arena.mark(request)));
    arena.setLength(reply, Ethernet.HEADER + Ipv4.HEADER + length);
    int replyIp = arena.start(reply) + Ethernet.HEADER;
    int source = Ipv4.destination(bytes, ip);
    int destination = Ipv4.source(bytes, ip);
    Ipv4.write(bytes, replyIp, Ipv4.HEADER + length, TTL, Ipv4.ICMP, source, destination);
    int icmp = replyIp + Ipv4.HEADER;
    System.arraycopy(bytes, transport, bytes, icmp, length);
    int identifierAndSequence = Bytes.i32(bytes, icmp + Icmp.HEADER / 2);
    Icmp.write(bytes, icmp, Icmp.ECHO_REPLY, 0, identifierAndSequence, length);
    egress.answer(reply, nowNanos, out);
    return Disposition.DELIVERED;
  }
}
