package io.azimux.dataplane.router;

import io.azimux.dataplane.bgp.Speaker;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of packets through a router: judge, route, rewrite, send. The header's words are loaded
 * once, and what is nearly always so is told from them in one loop; the rest is told elsewhere.
 */
final class Forwarding {
  private final int address;
  private final long ownMac;
  private final List<Wiring.Port> ports;
  private final long[] peerMacs;
  private final long[] sent;
  private final long seed;
  private final Fib fib;
  private final Speaker speaker;

  /** Of each packet of the burst under way: the port it leaves by. */
  private final int[] exits = new int[Burst.CAPACITY];

  Forwarding(Wiring wiring, Wiring.Element router, Fib fib, Speaker speaker, long seed) {
    this.fib = fib;
    this.speaker = speaker;
    this.seed = seed;
    address = router.address().bits();
    ownMac = MacAddress.of(router.address()).bits();
    ports = router.ports();
    peerMacs = new long[ports.size()];
    sent = new long[ports.size()];
    for (int port = 0; port < peerMacs.length; port++) {
      Wiring.Element peer = wiring.element(ports.get(port).peer());
      peerMacs[port] = MacAddress.of(peer.address()).bits();
    }
  }

  void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    boolean traced = arena.hasMarks();
    int size = burst.size();
    arena.touch(burst, 0, size);
    int from = 0;
    while (from < size) {
      if (traced) {
        traceReceived(port, burst.packet(from), out);
      }
      int limit = traced ? from + 1 : size;
      int to = rewrite(burst, from, limit, nowNanos, arena);
      if (traced && to == limit) {
        traceSent(exits[from], burst.packet(from), out);
      }
      send(burst, from, to, out);
      if (to < limit) {
        refuse(burst.packet(to), nowNanos, out);
        to++;
      }
      from = to;
    }
  }

  /**
   * Chooses the exits of packets of a burst and makes them ready to be sent: in a loop without
   * calls, so that the compiler keeps all in registers.
   *
   * @return index of the first packet that cannot be sent, to which nothing has been done; or
   *     {@code to}
   */
  private int rewrite(Burst burst, int from, int to, long nowNanos, PacketArena arena) {
    byte[] bytes = arena.bytes();
    int lastDestination = 0;
    int lastExit = Fib.SEVERAL;
    for (int i = from; i < to; i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      int length = arena.length(packet);
      if (length < Frame.MIN) {
        return i;
      }
      int ip = start + Ethernet.HEADER;
      long front = Ipv4.front(bytes, ip);
      long middle = Ipv4.middle(bytes, ip);
      long addresses = FlowKey.highOf(bytes, ip);
      int destination = FlowKey.destination(addresses);
      int transport = Frame.check(bytes, start, length, front, middle);
      if (transport < 0 && transport != Frame.FRAGMENT
          || !Ipv4.checksumHolds(bytes, ip, front, middle, addresses)
          || destination == address
          || Ipv4.ttlOf(middle) <= 1) {
        return i;
      }
      int exit = destination == lastDestination ? lastExit : fib.onlyPort(destination);
      lastDestination = destination;
      lastExit = exit;
      if (exit == Fib.SEVERAL) {
        EcmpGroup group = groupTo(destination);
        if (group == null || group.size() == 0) {
          return i;
        }
        exit = group.port(hash(group, bytes, addresses, middle, transport), nowNanos);
      }
      Ipv4.putMiddle(bytes, ip, Ipv4.oneHopLess(middle));
      Ethernet.write(bytes, start, peerMacs[exit], ownMac, Ethernet.TYPE_IPV4);
      exits[i] = exit;
    }
    return to;
  }

  private void send(Burst burst, int from, int to, Outbox out) {
    for (int i = from; i < to; i++) {
      sent[exits[i]]++;
      out.transmit(exits[i], burst.packet(i));
    }
  }

  /** Packets sent out of a port. */
  long sent(int port) {
    return sent[port];
  }

  /** Takes a packet for the router's own BFD, or ends it for the first reason there is. */
  private void refuse(int packet, long nowNanos, Outbox out) {
    if (speaker.takePacket(packet, nowNanos, out)) {
      return;
    }
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int transport = Frame.check(bytes, arena.start(packet), arena.length(packet));
    if (transport < 0 && transport != Frame.FRAGMENT) {
      finish(packet, Disposition.MALFORMED, Frame.describe(transport), out);
    } else if (!Ipv4.checksumHolds(bytes, ip)) {
      finish(packet, Disposition.BAD_CHECKSUM, "IPv4 header", out);
    } else if (Ipv4.destination(bytes, ip) == address) {
      finish(packet, Disposition.NOT_FOR_ME, "addressed to the router itself", out);
    } else if (Ipv4.ttl(bytes, ip) <= 1) {
      finish(packet, Disposition.TTL_EXPIRED, "time to live ran out", out);
    } else if (fib.find(Ipv4.destination(bytes, ip)) == null) {
      finish(packet, Disposition.NO_ROUTE, "no prefix matches", out);
    } else {
      finish(packet, Disposition.NO_LIVE_MUX, "no MUX announces the frontend", out);
    }
  }

  private @Nullable EcmpGroup groupTo(int destination) {
    Route route = fib.find(destination);
    return route == null ? null : route.group();
  }

  private long hash(EcmpGroup group, byte[] bytes, long addresses, long middle, int transport) {
    if (group.isFixed()) {
      return 0;
    }
    int protocol = Ipv4.protocolOf(middle);
    long low =
        transport < 0
            ? FlowKey.low(0, 0, protocol, 0)
            : FlowKey.lowOf(bytes, transport, protocol, 0);
    return FlowKey.hash(addresses, low, seed);
  }

  private void traceReceived(int port, int packet, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      PacketSummary summary = PacketSummary.of(out.arena(), packet);
      out.step(packet, new Step.Received(ports.get(port).name(), summary));
    }
  }

  private void traceSent(int exit, int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int ip = start + Ethernet.HEADER;
    Route route = fib.find(Ipv4.destination(bytes, ip));
    if (route != null && arena.mark(packet) != 0) {
      Wiring.Port port = ports.get(exit);
      EcmpGroup group = route.group();
      int transport = Frame.check(bytes, start, arena.length(packet));
      long hash = hash(group, bytes, FlowKey.highOf(bytes, ip), Ipv4.middle(bytes, ip), transport);
      String prefix = route.prefix().toString();
      out.step(packet, new Step.Routed(prefix, hash, group.size(), port.peer()));
      out.step(packet, new Step.Sent(port.name(), PacketSummary.of(out.arena(), packet)));
    }
  }

  private static void finish(int packet, Disposition disposition, String detail, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      out.step(packet, new Step.Finished(disposition, detail));
    }
    out.finish(packet, disposition);
  }
}
