package io.azimux.dataplane.guest;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Rewrite;
import org.jspecify.annotations.Nullable;

/** The ends of a packet's way: out of a NIC, or finished. */
final class Egress {
  private final long[] macs;
  private final Connections connections;
  private final Routes routes;
  private final GuestTrace trace;

  /**
   * Sends by these NICs.
   *
   * @param macs a MAC address for each
   */
  Egress(long[] macs, Connections connections, Routes routes, GuestTrace trace) {
    this.macs = macs;
    this.connections = connections;
    this.routes = routes;
    this.trace = trace;
  }

  /** MAC address of a NIC. */
  long mac(int nic) {
    return macs[nic];
  }

  /** What is said of marked packets. */
  GuestTrace trace() {
    return trace;
  }

  /**
   * Gives a packet another tuple, where it is another.
   *
   * @param high the tuple it has
   * @param toHigh the tuple it gets
   */
  static void translate(
      byte[] bytes, int ip, int transport, long high, long low, long toHigh, long toLow) {
    if (high != toHigh || low != toLow) {
      int source = FlowKey.source(toHigh);
      int destination = FlowKey.destination(toHigh);
      Rewrite.tuple(bytes, ip, transport, source, destination, (int) (toLow >>> 32));
    }
  }

  /** Sends a packet to the fabric. */
  void send(int packet, int nic, Outbox out) {
    PacketArena arena = out.arena();
    long fabric = MacAddress.FABRIC.bits();
    int start = arena.start(packet);
    Ethernet.write(arena.bytes(), start, fabric, macs[nic], Ethernet.TYPE_IPV4);
    if (arena.mark(packet) != 0) {
      trace.sent(packet, nic, out);
    }
    out.transmit(nic, packet);
  }

  /** Ends a packet. */
  void finish(int packet, Disposition disposition, @Nullable String detail, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      trace.finished(packet, disposition, detail, out);
    }
    out.finish(packet, disposition);
  }

  /**
   * Sends a local socket's answer. It leaves by the NIC on which its connection came in: by route,
   * an answer to a probe of the second NIC would leave by the first, where the host knows no such
   * flow; guests in Azure have policy routes against that. Without a connection it does go by
   * route. Local sockets only answer, so a packet from here never opens a connection.
   */
  void answer(int packet, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int transport = ip + Ipv4.headerLength(bytes, ip);
    int protocol = Ipv4.protocol(bytes, ip);
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, transport, protocol, 0);
    int reference = connections.lookup(high, low, connections.hash(high, low), nowNanos);
    int nic =
        reference >= 0 && (reference & 1) == 1
            ? reply(packet, ip, transport, reference, nowNanos, out)
            : Routes.NONE;
    if (nic < 0) {
      nic = routes.route(FlowKey.destination(high));
    }
    if (nic < 0) {
      finish(packet, Disposition.NO_ROUTE, null, out);
    } else {
      send(packet, nic, out);
    }
  }

  /** Translates an answer back; says on which NIC its connection came in, or that it is none's. */
  private int reply(int packet, int ip, int transport, int reference, long nowNanos, Outbox out) {
    byte[] bytes = out.arena().bytes();
    long high = connections.high(reference);
    long low = connections.low(reference);
    long toHigh = FlowKey.reversedHigh(connections.high(reference ^ 1));
    long toLow = FlowKey.reversedLow(connections.low(reference ^ 1));
    long before = connections.word(reference);
    int kind = Tracking.kind(bytes, transport, FlowKey.protocol(low));
    long after = Tracking.advance(connections, reference, before, kind, nowNanos);
    if (after < 0) {
      return Routes.NONE;
    }
    int nic = Path.in(StateWord.path(after, 0));
    if (out.arena().mark(packet) != 0) {
      trace.answered(packet, reference, after, nic, out);
    }
    Tracking.endIfRefused(connections, reference, before, kind);
    translate(bytes, ip, transport, high, low, toHigh, toLow);
    return nic;
  }
}
