package io.azimux.console.watch;

import io.azimux.cluster.journal.Entry;
import io.azimux.node.Fact;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last things that happened. Safe for use by several threads. */
public final class Chronicle {
  /** Most that are kept; a kill with all that follows makes some twenty. */
  static final int CAPACITY = 500;

  private final Deque<Moment> moments = new ArrayDeque<>();
  private long next = 1;

  /** Adds one; the oldest makes room. */
  public synchronized void add(
      long at, String kind, String who, String what, String element, boolean bad) {
    if (moments.size() == CAPACITY) {
      moments.removeFirst();
    }
    moments.addLast(new Moment(next++, at, kind, who, what, element, bad));
  }

  /** Those with this number and all later ones. */
  public synchronized List<Moment> since(long id) {
    return moments.stream().filter(moment -> moment.id() >= id).toList();
  }

  /** Those about an element, or seen by it. */
  List<Moment> about(String element) {
    return since(0).stream()
        .filter(moment -> moment.element().equals(element) || moment.who().equals(element))
        .toList();
  }

  /** The number that the next one will have. */
  public synchronized long next() {
    return next;
  }

  /** Forgets all: another cluster runs now. */
  synchronized void clear() {
    moments.clear();
  }

  /** Takes what an element noted, where it is about the cloud and not about one flow. */
  void take(Entry entry) {
    long at = entry.epochNanos() / 1_000_000;
    String who = entry.element();
    if (entry.fact() instanceof Fact.NextHopChanged change) {
      String what = (change.active() ? "uses " : "withdrew ") + change.nextHop();
      String why = change.reason().isEmpty() ? "" : " (" + change.reason() + ")";
      add(at, "route", who, what + why, change.nextHop(), !change.active());
    } else if (entry.fact() instanceof Fact.BackendHealth health) {
      String what = health.backend() + (health.healthy() ? " is healthy" : " is unhealthy");
      add(at, "health", who, what, machine(health.backend()), !health.healthy());
    } else if (entry.fact() instanceof Fact.PoolChanged pool) {
      String members = pool.members().isEmpty() ? "nobody" : String.join(", ", pool.members());
      add(at, "pool", who, pool.pool() + " has " + members, "", false);
    } else if (entry.fact() instanceof Fact.CommandRefused refused) {
      add(at, "pool", who, refused.command() + ": " + refused.reason(), "", true);
    }
  }

  private static String machine(String backend) {
    int slash = backend.indexOf('/');
    return slash < 0 ? backend : backend.substring(0, slash);
  }
}
