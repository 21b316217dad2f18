package io.azimux.dataplane.router;

import io.azimux.dataplane.bgp.Neighbour;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;

/**
 * A router. It knows the way to every wired neighbour, learns frontends from the MUXes by BGP, and
 * spreads flows over them by a hash of the five-tuple with a seed of its own: routers spread alike,
 * but not the same. Fragments are hashed by addresses and protocol alone, as only the first one has
 * ports.
 */
public final class Router implements Node {
  private static final long ROUTING = 1;
  private static final long UPKEEP = 2;

  /** Whatever it is, all runs share it: which MUX a flow meets is a property of the world. */
  private static final long SEED_OF_ALL_ROUTERS = 0x726f75746572L;

  private final List<Wiring.Port> ports;
  private final Forwarding forwarding;
  private final Routing routing;

  private Router(World world, Wiring wiring, Wiring.Element element, RandomSource random) {
    ports = element.ports();
    Fib fib = new Fib();
    for (int port = 0; port < ports.size(); port++) {
      Wiring.Element peer = wiring.element(ports.get(port).peer());
      EcmpGroup onlyPort = new EcmpGroup.HashThreshold(new int[] {port});
      fib.add(new Route(Ipv4Prefix.host(peer.address()), false, onlyPort));
    }
    long seed = new RandomSource(SEED_OF_ALL_ROUTERS).fork(element.name()).nextLong();
    routing = new Routing(world, wiring, element, fib, random.fork("bgp"), ROUTING);
    forwarding = new Forwarding(wiring, element, fib, routing.speaker(), seed);
  }

  /**
   * Makes the router of this name.
   *
   * @param random drawn from for timers only: which next hop a flow takes is the same in all runs
   */
  public static Router of(World world, Wiring wiring, String name, RandomSource random) {
    return new Router(world, wiring, wiring.element(name), random);
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    routing.start(nowNanos, out);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    forwarding.onBurst(port, burst, nowNanos, out);
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof RoutingBytes piece) {
      routing.speaker().onBytes(from, piece, nowNanos, out);
      out.timer(UPKEEP, routing.nextUpkeep());
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == ROUTING) {
      routing.speaker().onTimer(nowNanos, out);
    } else if (key == UPKEEP) {
      routing.upkeep(nowNanos);
    }
    out.timer(UPKEEP, routing.nextUpkeep());
  }

  @Override
  public void measure(Meter meter) {
    for (int port = 0; port < ports.size(); port++) {
      meter.reading(Measure.ROUTER_PACKETS, ports.get(port).peer(), forwarding.sent(port));
    }
    for (Neighbour mux : routing.muxes()) {
      meter.reading(Measure.ROUTER_NEXT_HOP_ACTIVE, mux.name(), mux.isActive() ? 1 : 0);
    }
    routing.measure(meter);
  }
}
