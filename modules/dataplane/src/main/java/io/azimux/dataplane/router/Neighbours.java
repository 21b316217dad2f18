package io.azimux.dataplane.router;

import io.azimux.node.Fact;
import io.azimux.node.Outbox;
import io.azimux.node.message.RouteAnnouncement;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the MUXes announced, and until when it holds. Keeps the learnt routes of the {@link Fib}: a
 * group of next hops is in the order of the router's ports, whoever announced first. A frontend
 * once learnt stays known, so that a pool that died can be told from an address nobody serves.
 */
final class Neighbours {
  private static final class Mux {
    private final int port;
    private List<Ipv4Prefix> prefixes = List.of();
    private long holdsUntil = Outbox.NEVER;

    Mux(int port) {
      this.port = port;
    }
  }

  private final String router;
  private final Fib fib;
  private final EcmpGroup none;
  private final Map<String, Mux> muxes = new LinkedHashMap<>();

  Neighbours(Wiring wiring, Wiring.Element router, Fib fib, Ecmp.Kind ecmp) {
    this.router = router.name();
    this.fib = fib;
    none = EcmpGroup.empty(ecmp);
    List<Wiring.Port> ports = router.ports();
    for (int port = 0; port < ports.size(); port++) {
      String peer = ports.get(port).peer();
      if (wiring.element(peer).role() == Wiring.Role.MUX) {
        muxes.put(peer, new Mux(port));
      }
    }
  }

  /** A MUX announced; one that is not wired to this router is not heard. */
  void onAnnouncement(String from, RouteAnnouncement announcement, long nowNanos, Outbox out) {
    Mux mux = muxes.get(from);
    if (mux == null) {
      return;
    }
    boolean wasActive = !mux.prefixes.isEmpty();
    boolean isActive = !announcement.prefixes().isEmpty();
    mux.holdsUntil = isActive ? nowNanos + announcement.holdNanos() : Outbox.NEVER;
    if (!mux.prefixes.equals(announcement.prefixes())) {
      change(mux, announcement.prefixes());
      if (wasActive != isActive) {
        note(from, isActive, isActive ? "announced" : "withdrawn", out);
      }
    }
  }

  /** Withdraws the routes of every MUX that was silent for its hold time. */
  void expire(long nowNanos, Outbox out) {
    for (Map.Entry<String, Mux> entry : muxes.entrySet()) {
      Mux mux = entry.getValue();
      if (mux.holdsUntil <= nowNanos) {
        mux.holdsUntil = Outbox.NEVER;
        change(mux, List.of());
        note(entry.getKey(), false, "hold time expired", out);
      }
    }
  }

  /** When {@link #expire} has something to do next. */
  long nextExpiry() {
    long next = Outbox.NEVER;
    for (Mux mux : muxes.values()) {
      next = Math.min(next, mux.holdsUntil);
    }
    return next;
  }

  /** Names of all MUXes wired to the router, in the order of ports. */
  List<String> names() {
    return List.copyOf(muxes.keySet());
  }

  boolean isActive(String name) {
    Mux mux = muxes.get(name);
    return mux != null && !mux.prefixes.isEmpty();
  }

  private void change(Mux mux, List<Ipv4Prefix> prefixes) {
    TreeSet<Ipv4Prefix> touched = new TreeSet<>(mux.prefixes);
    touched.addAll(prefixes);
    mux.prefixes = prefixes;
    touched.forEach(this::regroup);
  }

  private void regroup(Ipv4Prefix prefix) {
    Route route = fib.exact(prefix);
    if (route == null) {
      route = new Route(prefix, true, none);
      if (!fib.add(route)) {
        return;
      }
    }
    if (route.isLearnt()) {
      List<Integer> live = new ArrayList<>();
      for (Mux mux : muxes.values()) {
        if (mux.prefixes.contains(prefix)) {
          live.add(mux.port);
        }
      }
      int[] ports = live.stream().mapToInt(Integer::intValue).toArray();
      fib.setGroup(route, route.group().next(ports));
    }
  }

  private void note(String mux, boolean active, String reason, Outbox out) {
    out.note(new Fact.NextHopChanged(router, mux, active, reason));
  }
}
