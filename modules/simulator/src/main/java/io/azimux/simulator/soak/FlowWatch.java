package io.azimux.simulator.soak;

import io.azimux.node.Fact;
import io.azimux.packet.FiveTuple;
import io.azimux.topology.Replication;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * I1, I3 and I5 for every flow, from what elements note.
 *
 * <p>I1 holds from the moment at which a client's connection is established until the client closes
 * it. What each way of sharing flows promises:
 *
 * <ul>
 *   <li>ddata-deferred: no MUX ever has to guess for a flow that another carried. A flow is excused
 *       where a MUX let its first packet go without having heard from all, which it notes.
 *   <li>ddata: the same for flows older than {@link #LAG_NANOS} when they change hands, or when the
 *       MUX that carried them died.
 *   <li>both: flows are excused while replicas may differ for longer than that, as links between
 *       MUXes were cut, a MUX stood still or replication was made slow; see {@link Troubles}.
 *   <li>none, lazy, dht: flows may be guessed for, so nothing is promised about their backend.
 * </ul>
 *
 * <p>In every mode a flow whose own backend fails or leaves its pool is excused from I1, and one
 * that began before all MUXes that knew of it were dead at once; see {@link Holders}.
 */
final class FlowWatch {
  /** Batches of 20 ms, two crossings of the network and the way of the first packet itself. */
  static final long LAG_NANOS = Duration.ofMillis(60).toNanos();

  /** Time in which the news that a backend failed reaches every MUX, and packets sent before it. */
  static final long NEWS_NANOS = Duration.ofSeconds(1).toNanos();

  /** A flow as far as it was seen. */
  private static final class Seen {
    private final long begun;
    private String backend;
    private String mux;
    private boolean ambiguous;
    private boolean released;
    private long established = Long.MAX_VALUE;
    private long closed = Long.MAX_VALUE;

    Seen(long begun, String backend, String mux) {
      this.begun = begun;
      this.backend = backend;
      this.mux = mux;
    }

    boolean isBound(long now) {
      return established <= now && now < closed && !ambiguous;
    }
  }

  private final boolean strict;
  private final boolean deferred;
  private final Troubles troubles;
  private final Holders holders;
  private final Consumer<Violation> found;
  private final Map<FiveTuple, Seen> flows = new LinkedHashMap<>();
  private final Map<String, Boolean> health = new LinkedHashMap<>();
  private final Map<String, Long> healthSince = new LinkedHashMap<>();
  private final Map<String, Long> muxEnds = new LinkedHashMap<>();
  private final Set<FiveTuple> old = new LinkedHashSet<>();
  private long excused;

  FlowWatch(Replication.Mode mode, Troubles troubles, Holders holders, Consumer<Violation> found) {
    deferred = mode == Replication.Mode.DDATA_DEFERRED;
    strict = deferred || mode == Replication.Mode.DDATA;
    this.troubles = troubles;
    this.holders = holders;
    this.found = found;
  }

  void fact(long now, String element, Fact fact) {
    if (fact instanceof Fact.FlowAtBackend at) {
      atBackend(now, at);
    } else if (fact instanceof Fact.ConnectionOpened opened) {
      Seen seen = flows.get(opened.flow());
      if (seen != null) {
        seen.established = now;
      }
    } else if (fact instanceof Fact.ConnectionEnded ended) {
      ended(now, ended);
    } else if (fact instanceof Fact.FlowReleased released) {
      // The first packet is still held: the flow is seen at its backend later.
      seen(released.flow(), now, element).released = true;
    } else if (fact instanceof Fact.FlowAdopted adopted) {
      adopted(now, element, adopted);
    } else if (fact instanceof Fact.BackendHealth change) {
      health.put(change.backend(), change.healthy());
      healthSince.put(change.backend(), now);
      troubles.health(change.backend(), change.healthy(), now);
    }
  }

  /** A MUX dies, or is about to. */
  void muxEnds(String mux, long now) {
    muxEnds.put(mux, now);
  }

  /** The client closes a flow: from now on nobody needs to remember it. */
  void closing(FiveTuple flow, long now) {
    Seen seen = flows.get(flow);
    if (seen != null) {
      seen.closed = Math.min(seen.closed, now);
    }
  }

  /** Flows seen from now on are new. */
  void remember() {
    old.addAll(flows.keySet());
  }

  /** Whether nothing was seen of a flow before {@link #remember}. */
  boolean isNew(FiveTuple flow) {
    return !old.contains(flow);
  }

  /** Flows that a rule of I1 excused although they changed hands badly. */
  long excused() {
    return excused;
  }

  private Seen seen(FiveTuple flow, long now, String mux) {
    return flows.computeIfAbsent(flow, any -> new Seen(now, "", mux));
  }

  private void atBackend(long now, Fact.FlowAtBackend at) {
    String tenant = tenantOf(at.flow());
    if (!Troubles.machine(at.backend()).startsWith("vm-" + tenant + "-")) {
      String text = at.flow() + " of tenant " + tenant + " reached " + at.backend();
      found.accept(new Violation("I5", now, text));
    }
    Seen seen = seen(at.flow(), now, at.mux());
    if (seen.backend.isEmpty()) {
      seen.backend = at.backend();
      seen.mux = at.mux();
      isHealthy(now, at);
    } else if (!seen.backend.equals(at.backend())) {
      if (seen.isBound(now) && !at.opening()) {
        changed(now, seen, at);
      } else if (seen.established > now) {
        // Which backend's answer the client takes cannot be told from here.
        seen.ambiguous = true;
      }
    }
  }

  private void changed(long now, Seen seen, Fact.FlowAtBackend at) {
    if (strict && !isExcused(seen, now)) {
      String text =
          "%s was at %s by %s and came to %s by %s, %.3f s after it began"
              .formatted(
                  at.flow(),
                  seen.backend,
                  seen.mux,
                  at.backend(),
                  at.mux(),
                  (now - seen.begun) / 1e9);
      found.accept(new Violation("I1", now, text));
    }
  }

  /** A MUX that guesses right today guesses wrong tomorrow. */
  private void adopted(long now, String mux, Fact.FlowAdopted adopted) {
    Seen seen = flows.get(adopted.flow());
    boolean guessed = adopted.decision().equals("hash_fallback");
    if (strict && guessed && seen != null && seen.isBound(now) && !isExcused(seen, now)) {
      String text =
          "%s had to guess for %s, which %s had carried to %s; it began %.3f s before"
              .formatted(mux, adopted.flow(), seen.mux, seen.backend, (now - seen.begun) / 1e9);
      found.accept(new Violation("I1", now, text));
    }
  }

  private boolean isExcused(Seen seen, long now) {
    boolean excuse =
        seen.released
            || troubles.of(Troubles.machine(seen.backend), seen.begun, now, 0)
            || seen.begun < holders.forgotAt()
            || troubles.ofReplication(seen.begun, now)
            || !deferred && isWithinLag(seen, now);
    excused += excuse ? 1 : 0;
    return excuse;
  }

  private boolean isWithinLag(Seen seen, long now) {
    Long end = muxEnds.get(seen.mux);
    boolean died = end != null && end >= seen.begun && end - seen.begun < LAG_NANOS;
    return died || now - seen.begun < LAG_NANOS;
  }

  private void isHealthy(long now, Fact.FlowAtBackend at) {
    boolean healthy = health.getOrDefault(at.backend(), false);
    long since = healthSince.getOrDefault(at.backend(), 0L);
    if (!at.opening() || healthy || now - since < NEWS_NANOS) {
      return;
    }
    boolean late =
        troubles.of(at.mux(), since, now, NEWS_NANOS) || troubles.ofReplication(since, now);
    if (!late) {
      String text =
          "%s was sent to %s by %s, %.3f s after it was found unhealthy"
              .formatted(at.flow(), at.backend(), at.mux(), (now - since) / 1e9);
      found.accept(new Violation("I3", now, text));
    }
  }

  private void ended(long now, Fact.ConnectionEnded ended) {
    closing(ended.flow(), now);
    if (ended.outcome().equals("corrupt")) {
      found.accept(new Violation("I5", now, ended.flow() + " got bytes that are not its own"));
    }
  }

  /** Frontends end in 30 and the tenant's number. */
  private static String tenantOf(FiveTuple flow) {
    return Integer.toString((flow.destination().bits() & 0xff) - 30);
  }
}
