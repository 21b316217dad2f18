package io.azimux.dataplane.mux;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.node.Outbox;
import io.azimux.node.message.OperatorCommand;
import io.azimux.packet.Ipv4Prefix;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Decides what a MUX announces: its frontends while it may, and nothing from the moment on at which
 * it is told to drain. Then it goes on forwarding until no packet has come for a while, says so to
 * whoever asked, and ends its sessions.
 */
final class Announcer {
  /**
   * Time without a packet after which a draining MUX is not used any more: routers withdraw within
   * milliseconds, and what is on its way by then has arrived.
   */
  static final long QUIET_NANOS = 500_000_000;

  /** Longest time that draining takes, even if somebody goes on sending packets. */
  static final long MOST_NANOS = 10_000_000_000L;

  /** Time between two looks at the count of packets. */
  private static final long LOOK_NANOS = 50_000_000;

  /** Elements that are told; more do not ask for one MUX. */
  private static final int MOST_ASKERS = 16;

  private final Exits exits;
  private final LongSupplier packets;
  private final long timer;
  private final Set<String> askers = new LinkedHashSet<>();
  private SortedSet<Ipv4Prefix> frontends = new TreeSet<>();
  private boolean ready;
  private boolean draining;
  private boolean drained;
  private long since;
  private long quietSince;
  private long packetsSeen;

  /**
   * Makes an announcer that announces nothing yet.
   *
   * @param packets how many packets for frontends have come so far
   * @param timer key of a timer that the MUX keeps for it
   */
  Announcer(Exits exits, LongSupplier packets, long timer) {
    this.exits = exits;
    this.packets = packets;
    this.timer = timer;
  }

  /** What is announced while the MUX is ready. */
  void frontends(List<Ipv4Prefix> served, long nowNanos, Outbox out) {
    frontends = new TreeSet<>(served);
    announce(nowNanos, out);
  }

  /** Whether the MUX may be used: it holds a goal state, and what its peers hold. */
  void ready(boolean isReady, long nowNanos, Outbox out) {
    if (ready != isReady) {
      ready = isReady;
      announce(nowNanos, out);
    }
  }

  /** True while frontends are announced, if there are any. */
  boolean announces() {
    return ready && !draining;
  }

  /** Withdraws everything; {@code asker} hears when the MUX is not used any more. */
  void drain(String asker, long nowNanos, Outbox out) {
    if (drained) {
      out.tell(asker, new OperatorCommand.Drained());
      return;
    }
    if (askers.size() < MOST_ASKERS) {
      askers.add(asker);
    }
    if (!draining) {
      draining = true;
      since = nowNanos;
      quietSince = nowNanos;
      packetsSeen = packets.getAsLong();
      announce(nowNanos, out);
      out.timer(timer, nowNanos + LOOK_NANOS);
    }
  }

  /** Looks whether packets still come. */
  void onTimer(long nowNanos, Outbox out) {
    if (!draining || drained) {
      return;
    }
    if (packets.getAsLong() != packetsSeen) {
      packetsSeen = packets.getAsLong();
      quietSince = nowNanos;
    }
    if (nowNanos - quietSince < QUIET_NANOS && nowNanos - since < MOST_NANOS) {
      out.timer(timer, nowNanos + LOOK_NANOS);
      return;
    }
    drained = true;
    askers.forEach(asker -> out.tell(asker, new OperatorCommand.Drained()));
    exits.shutDown(nowNanos, out);
  }

  private void announce(long nowNanos, Outbox out) {
    exits.announce(announces() ? frontends : new TreeSet<>(), nowNanos, out);
  }
}
