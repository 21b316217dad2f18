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
    byte[] bytes = arena.bytes();
    boolean traced = arena.hasMarks();
    // Held here, for after a call nobody knows that a field is as it was.
    long[] macs = peerMacs;
    long[] counts = sent;
    Fib routes = fib;
    int lastDestination = 0;
    int lastExit = Fib.SEVERAL;
    int size = burst.size();
    arena.touch(burst, 0, size);
    for (int i = 0; i < size; i++) {
      int packet = burst.packet(i);
      int start = arena.start(packet);
      int length = arena.length(packet);
      if (traced) {
        traceReceived(port, packet, out);
      }
      if (length < Frame.MIN) {
        refuse(packet, nowNanos, out);
        continue;
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
        refuse(packet, nowNanos, out);
        continue;
      }
      int exit = destination == lastDestination ? lastExit : routes.onlyPort(destination);
      lastDestination = destination;
      lastExit = exit;
      if (exit == Fib.SEVERAL) {
        exit = choose(packet, addresses, middle, transport, nowNanos, out);
      }
      if (exit == Fib.SEVERAL) {
        continue;
      }
      Ipv4.putMiddle(bytes, ip, Ipv4.oneHopLess(middle));
      Ethernet.write(bytes, start, macs[exit], ownMac, Ethernet.TYPE_IPV4);
      counts[exit]++;
      if (traced) {
        traceSent(exit, packet, addresses, middle, transport, out);
      }
      out.transmit(exit, packet);
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
    } else {
      finish(packet, Disposition.TTL_EXPIRED, "time to live ran out", out);
    }
  }

  /** The port for a packet; or {@link Fib#SEVERAL}, and then the packet has ended. */
  private int choose(
      int packet, long addresses, long middle, int transport, long nowNanos, Outbox out) {
    Route route = fib.find(FlowKey.destination(addresses));
    if (route == null) {
      finish(packet, Disposition.NO_ROUTE, "no prefix matches", out);
      return Fib.SEVERAL;
    }
    EcmpGroup group = route.group();
    if (group.size() == 0) {
      finish(packet, Disposition.NO_LIVE_MUX, "no MUX announces the frontend", out);
      return Fib.SEVERAL;
    }
    return group.port(hash(group, out.arena().bytes(), addresses, middle, transport), nowNanos);
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

  private void traceSent(
      int exit, int packet, long addresses, long middle, int transport, Outbox out) {
    Route route = fib.find(FlowKey.destination(addresses));
    if (route != null && out.arena().mark(packet) != 0) {
      Wiring.Port port = ports.get(exit);
      EcmpGroup group = route.group();
      long hash = hash(group, out.arena().bytes(), addresses, middle, transport);
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
