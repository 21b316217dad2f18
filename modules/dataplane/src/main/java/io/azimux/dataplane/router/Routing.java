package io.azimux.dataplane.router;

import io.azimux.dataplane.bgp.LocRib;
import io.azimux.dataplane.bgp.Neighbour;
import io.azimux.dataplane.bgp.Speaker;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a router learns and tells. MUXes announce frontends, which become routes of the {@link Fib}
 * over all that announce them, in the order of ports. The Internet's edge is told of summaries of
 * the frontends that have a MUX, hosts and MUXes of a default route. A frontend once learnt stays
 * known, so that a pool that died can be told from an address nobody serves.
 */
final class Routing {
  /** The Internet takes no longer prefixes than this. */
  static final int LONGEST_SUMMARY = 24;

  private final String router;
  private final Fib fib;
  private final Ecmp ecmp;
  private final Speaker speaker;
  private final LocRib rib;
  private final List<Route> learnt = new ArrayList<>();
  private final boolean[] active;
  private long added;
  private long removed;
  private SortedSet<Ipv4Prefix> summaries = new TreeSet<>();

  Routing(
      World world, Wiring wiring, Wiring.Element router, Fib fib, RandomSource random, long timer) {
    this.router = router.name();
    this.fib = fib;
    ecmp = world.settings().ecmp();
    active = new boolean[router.ports().size()];
    speaker = Speaker.of(world, wiring, router, random, timer, this::changed);
    rib = new LocRib(muxes());
  }

  Speaker speaker() {
    return speaker;
  }

  /** All MUXes wired to the router, in the order of ports. */
  List<Neighbour> muxes() {
    return speaker.neighbours().stream().filter(one -> one.role() == Wiring.Role.MUX).toList();
  }

  void start(long nowNanos, Outbox out) {
    SortedSet<Ipv4Prefix> everything = new TreeSet<>(List.of(Ipv4Prefix.ANY));
    for (Neighbour neighbour : speaker.neighbours()) {
      if (neighbour.role() != Wiring.Role.CLIENT) {
        speaker.announce(neighbour, everything, nowNanos, out);
      }
    }
    speaker.start(nowNanos, out);
  }

  /** Only MUXes are next hops of what is learnt: from others nothing is taken. */
  private void changed(
      Neighbour neighbour, List<Ipv4Prefix> prefixes, String reason, long nowNanos, Outbox out) {
    if (neighbour.role() != Wiring.Role.MUX) {
      return;
    }
    prefixes.forEach(prefix -> regroup(prefix, nowNanos));
    boolean isActive = neighbour.isActive();
    if (active[neighbour.port()] != isActive) {
      active[neighbour.port()] = isActive;
      added += isActive ? 1 : 0;
      removed += isActive ? 0 : 1;
      out.note(new Fact.NextHopChanged(router, neighbour.name(), isActive, reason));
    }
    summarise(nowNanos, out);
  }

  private void regroup(Ipv4Prefix prefix, long nowNanos) {
    Route route = fib.exact(prefix);
    if (route == null) {
      route = new Route(prefix, true, EcmpGroup.empty(ecmp));
      if (!fib.add(route)) {
        return;
      }
      learnt.add(route);
    }
    if (route.isLearnt()) {
      int[] ports = rib.nextHops(prefix).stream().mapToInt(Neighbour::port).toArray();
      fib.setGroup(route, route.group().next(ports, nowNanos));
    }
  }

  private void summarise(long nowNanos, Outbox out) {
    SortedSet<Ipv4Prefix> now = new TreeSet<>();
    for (Route route : learnt) {
      if (route.group().size() > 0) {
        int length = Math.min(LONGEST_SUMMARY, route.prefix().length());
        int network = route.prefix().network() & Ipv4Prefix.mask(length);
        now.add(new Ipv4Prefix(network, length));
      }
    }
    if (!now.equals(summaries)) {
      summaries = now;
      speaker.neighbours().stream()
          .filter(one -> one.role() == Wiring.Role.CLIENT)
          .forEach(client -> speaker.announce(client, now, nowNanos, out));
    }
  }

  /** Moves what may be moved meanwhile; see {@link EcmpGroup#upkeep}. */
  void upkeep(long nowNanos) {
    for (Route route : learnt) {
      if (route.group().nextUpkeep() <= nowNanos) {
        route.group().upkeep(nowNanos);
      }
    }
  }

  /** Reports next hops: of every frontend, and how often a MUX became or ceased to be one. */
  void measure(Meter meter) {
    for (Route route : learnt) {
      String frontend = new Ipv4Address(route.prefix().network()).toString();
      meter.reading(Measure.ROUTER_FRONTEND, frontend, route.group().size());
    }
    meter.reading(Measure.ROUTER_CHANGES, "added", added);
    meter.reading(Measure.ROUTER_CHANGES, "removed", removed);
    speaker.measure(meter);
  }

  /** When {@link #upkeep} has something to do next. */
  long nextUpkeep() {
    long next = Outbox.NEVER;
    for (Route route : learnt) {
      next = Math.min(next, route.group().nextUpkeep());
    }
    return next;
  }
}
