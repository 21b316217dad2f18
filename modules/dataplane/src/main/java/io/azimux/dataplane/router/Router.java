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
import org.jspecify.annotations.Nullable;

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
    boolean traced = arena.hasMarks();
    int size = burst.size();
    for (int i = 0; i < size; i++) {
      int packet = burst.packet(i);
      if (traced && arena.mark(packet) != 0) {
        out.step(packet, new Step.Received(ports.get(port).name(), summary(packet, out)));
      }
      forward(packet, arena, traced, out);
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

  private void forward(int packet, PacketArena arena, boolean traced, Outbox out) {
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int length = arena.length(packet);
    if (length < Frame.MIN) {
      finish(packet, Disposition.MALFORMED, Frame.describe(Frame.TOO_SHORT), out);
      return;
    }
    int ip = start + Ethernet.HEADER;
    long front = Ipv4.front(bytes, ip);
    long middle = Ipv4.middle(bytes, ip);
    int transport = Frame.check(bytes, start, length, front, middle);
    if (transport < 0 && transport != Frame.FRAGMENT) {
      finish(packet, Disposition.MALFORMED, Frame.describe(transport), out);
      return;
    }
    long addresses = FlowKey.highOf(bytes, ip);
    if (!Ipv4.checksumHolds(bytes, ip, front, middle, addresses)) {
      finish(packet, Disposition.BAD_CHECKSUM, "IPv4 header", out);
      return;
    }
    int destination = FlowKey.destination(addresses);
    if (destination == address) {
      finish(packet, Disposition.NOT_FOR_ME, "addressed to the router itself", out);
      return;
    }
    if (Ipv4.ttlOf(middle) <= 1) {
      finish(packet, Disposition.TTL_EXPIRED, "time to live ran out", out);
      return;
    }
    Route route = fib.find(destination);
    int port = route == null ? Route.SEVERAL : route.onlyPort();
    long hash = 0;
    if (port == Route.SEVERAL) {
      hash = hash(bytes, addresses, middle, transport);
      port = choose(packet, route, hash, out);
      if (port < 0) {
        return;
      }
    }
    Ipv4.decrementTtl(bytes, ip, (int) (middle >>> 16));
    Ethernet.setAddresses(bytes, start, peerMacs[port], ownMac);
    sent[port]++;
    if (traced && route != null) {
      trace(packet, route, hash, port, out);
    }
    out.transmit(port, packet);
  }

  /** The port of a route that has not just one; or -1, and then the packet has ended. */
  private static int choose(int packet, @Nullable Route route, long hash, Outbox out) {
    if (route == null) {
      finish(packet, Disposition.NO_ROUTE, "no prefix matches", out);
      return -1;
    }
    if (route.group().size() == 0) {
      finish(packet, Disposition.NO_LIVE_MUX, "no MUX announces the frontend", out);
      return -1;
    }
    return route.group().port(hash);
  }

  private void trace(int packet, Route route, long hash, int port, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      String nextHop = ports.get(port).peer();
      int members = route.group().size();
      out.step(packet, new Step.Routed(route.prefix().toString(), hash, members, nextHop));
      out.step(packet, new Step.Sent(ports.get(port).name(), summary(packet, out)));
    }
  }

  private long hash(byte[] bytes, long addresses, long middle, int transport) {
    int protocol = Ipv4.protocolOf(middle);
    long low =
        transport < 0
            ? FlowKey.low(0, 0, protocol, 0)
            : FlowKey.lowOf(bytes, transport, protocol, 0);
    return FlowKey.hash(addresses, low, seed);
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
