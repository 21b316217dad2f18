package io.azimux.dataplane.router;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RouteAnnouncement;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;

/**
 * A router. It knows the way to every wired neighbour, learns frontends from the MUXes, and spreads
 * flows over them by a hash of the five-tuple with a seed of its own: routers spread alike, but not
 * the same. Fragments are hashed by addresses and protocol alone, as only the first one has ports.
 */
public final class Router implements Node {
  private static final long HOLD = 1;

  /** Whatever it is, all runs share it: which MUX a flow meets is a property of the world. */
  private static final long SEED_OF_ALL_ROUTERS = 0x726f75746572L;

  private final String name;
  private final int address;
  private final long ownMac;
  private final List<Wiring.Port> ports;
  private final long[] peerMacs;
  private final long[] sent;
  private final long seed;
  private final Fib fib = new Fib();
  private final Neighbours neighbours;

  private Router(World world, Wiring wiring, Wiring.Element element) {
    name = element.name();
    address = element.address().bits();
    ownMac = MacAddress.of(element.address()).bits();
    ports = element.ports();
    peerMacs = new long[ports.size()];
    sent = new long[ports.size()];
    seed = new RandomSource(SEED_OF_ALL_ROUTERS).fork(name).nextLong();
    for (int port = 0; port < peerMacs.length; port++) {
      Wiring.Element peer = wiring.element(ports.get(port).peer());
      peerMacs[port] = MacAddress.of(peer.address()).bits();
      EcmpGroup onlyPort = EcmpGroup.empty(world.settings().ecmp()).next(new int[] {port});
      fib.add(new Route(Ipv4Prefix.host(peer.address()), false, onlyPort));
    }
    neighbours = new Neighbours(wiring, element, fib, world.settings().ecmp());
  }

  /**
   * Makes the router of this name.
   *
   * @param random not drawn from: which next hop a flow takes is the same in all runs
   */
  public static Router of(World world, Wiring wiring, String name, RandomSource random) {
    return new Router(world, wiring, wiring.element(name));
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    // MUXes speak first.
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      if (arena.mark(packet) != 0) {
        out.step(packet, new Step.Received(ports.get(port).name(), summary(packet, out)));
      }
      forward(packet, out);
    }
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof RouteAnnouncement announcement) {
      neighbours.onAnnouncement(from, announcement, nowNanos, out);
      out.timer(HOLD, neighbours.nextExpiry());
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == HOLD) {
      neighbours.expire(nowNanos, out);
      out.timer(HOLD, neighbours.nextExpiry());
    }
  }

  @Override
  public void measure(Meter meter) {
    for (int port = 0; port < sent.length; port++) {
      meter.reading(Measure.ROUTER_PACKETS, ports.get(port).peer(), sent[port]);
    }
    for (String mux : neighbours.names()) {
      meter.reading(Measure.ROUTER_NEXT_HOP_ACTIVE, mux, neighbours.isActive(mux) ? 1 : 0);
    }
  }

  private void forward(int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int ip = start + Ethernet.HEADER;
    int transport = Frame.check(bytes, start, arena.length(packet));
    if (transport < 0 && transport != Frame.FRAGMENT) {
      finish(packet, Disposition.MALFORMED, Frame.describe(transport), out);
      return;
    }
    if (!Ipv4.checksumHolds(bytes, ip)) {
      finish(packet, Disposition.BAD_CHECKSUM, "IPv4 header", out);
      return;
    }
    int destination = Ipv4.destination(bytes, ip);
    if (destination == address) {
      finish(packet, Disposition.NOT_FOR_ME, "addressed to the router itself", out);
      return;
    }
    if (Ipv4.ttl(bytes, ip) <= 1) {
      finish(packet, Disposition.TTL_EXPIRED, "time to live ran out", out);
      return;
    }
    Route route = fib.find(destination);
    if (route == null) {
      finish(packet, Disposition.NO_ROUTE, "no prefix matches", out);
      return;
    }
    if (route.group().size() == 0) {
      finish(packet, Disposition.NO_LIVE_MUX, "no MUX announces the frontend", out);
      return;
    }
    send(packet, route, start, transport, out);
  }

  private void send(int packet, Route route, int start, int transport, Outbox out) {
    byte[] bytes = out.arena().bytes();
    int ip = start + Ethernet.HEADER;
    int members = route.group().size();
    long hash = members == 1 ? 0 : hash(bytes, ip, transport);
    int port = route.group().port(hash);
    Ipv4.decrementTtl(bytes, ip);
    Ethernet.setAddresses(bytes, start, peerMacs[port], ownMac);
    sent[port]++;
    if (out.arena().mark(packet) != 0) {
      String nextHop = ports.get(port).peer();
      out.step(packet, new Step.Routed(route.prefix().toString(), hash, members, nextHop));
      out.step(packet, new Step.Sent(ports.get(port).name(), summary(packet, out)));
    }
    out.transmit(port, packet);
  }

  private long hash(byte[] bytes, int ip, int transport) {
    int protocol = Ipv4.protocol(bytes, ip);
    long low =
        transport < 0
            ? FlowKey.low(0, 0, protocol, 0)
            : FlowKey.lowOf(bytes, transport, protocol, 0);
    return FlowKey.hash(FlowKey.highOf(bytes, ip), low, seed);
  }

  private static PacketSummary summary(int packet, Outbox out) {
    return PacketSummary.of(out.arena(), packet);
  }

  private static void finish(int packet, Disposition disposition, String detail, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      out.step(packet, new Step.Finished(disposition, detail));
    }
    out.finish(packet, disposition);
  }
}
