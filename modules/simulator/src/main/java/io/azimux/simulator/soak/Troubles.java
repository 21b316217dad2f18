package io.azimux.simulator.soak;

import io.azimux.topology.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which elements are, or were lately, in a state in which less is promised of them. Times of
 * virtual time; an end of {@link #LASTS} is open.
 */
final class Troubles {
  /** No end yet. */
  static final long LASTS = Long.MAX_VALUE;

  /**
   * Time after cut links, standstill or slow replication in which replicas may still differ: five
   * seconds until peers count as members again, gossip between random pairs every three.
   */
  static final long REPAIR_NANOS = Duration.ofSeconds(15).toNanos();

  private static final class Span {
    private final long begin;
    private long end = LASTS;

    Span(long begin) {
      this.begin = begin;
    }

    boolean meets(long from, long to, long after) {
      long late = end == LASTS ? LASTS : end + after;
      return begin <= to && late >= from;
    }
  }

  private final Map<String, List<Span>> spans = new LinkedHashMap<>();
  private final List<Span> replication = new ArrayList<>();
  private final Map<String, Span> open = new LinkedHashMap<>();
  private final Map<String, Set<String>> pools = new LinkedHashMap<>();
  private final List<Long> muxChanges = new ArrayList<>();
  private final Map<String, List<String>> members = new LinkedHashMap<>();

  /** An action is done now. */
  void done(Action action, long now) {
    if (action instanceof Action.ToProcess process && process.element().startsWith("mux-")) {
      muxChanges.add(now);
    }
    if (action instanceof Action.Kill || action instanceof Action.Terminate) {
      begin(action.elements().get(0), "down", now);
    } else if (action instanceof Action.Restart restart) {
      end(restart.element(), "down", now);
    } else if (action instanceof Action.Pause pause) {
      begin(pause.element(), "paused", now);
      beginReplication("pause " + pause.element(), now);
    } else if (action instanceof Action.Resume resume) {
      end(resume.element(), "paused", now);
      endReplication("pause " + resume.element(), now);
    } else if (action instanceof Action.Cut cut) {
      both(cut.from(), cut.to()).forEach(element -> begin(element, "cut", now));
      beginReplication("cut " + ends(cut.from(), cut.to()), now);
    } else if (action instanceof Action.Impair impair) {
      both(impair.from(), impair.to()).forEach(element -> begin(element, "impaired", now));
    } else if (action instanceof Action.Mend mend) {
      both(mend.from(), mend.to()).forEach(element -> end(element, "cut", now));
      both(mend.from(), mend.to()).forEach(element -> end(element, "impaired", now));
      endReplication("cut " + ends(mend.from(), mend.to()), now);
    } else if (action instanceof Action.SlowReplication slow) {
      slow(slow, now);
    } else if (action instanceof Action.Listening listening) {
      mark(listening.machine(), "deaf", !listening.on(), now);
    } else if (action instanceof Action.SetPool pool) {
      pool(pool, now);
    }
  }

  /** A host says that a guest's server is healthy, or not. */
  void health(String backend, boolean healthy, long now) {
    mark(machine(backend), "unhealthy", !healthy, now);
  }

  /** True where any trouble of an element met the time, or ended less than {@code after} before. */
  boolean of(String element, long from, long to, long after) {
    return spans.getOrDefault(element, List.of()).stream()
        .anyMatch(span -> span.meets(from, to, after));
  }

  /** True where replicas may differ at some time between these for more than the usual lag. */
  boolean ofReplication(long from, long to) {
    return replication.stream().anyMatch(span -> span.meets(from, to, REPAIR_NANOS));
  }

  /**
   * True where a MUX ended or began while replicas could differ, or in the time it takes to repair
   * them.
   */
  boolean lostNews() {
    return muxChanges.stream().anyMatch(at -> ofReplication(at, at));
  }

  /** Whether a server is in its tenant's pool now. */
  boolean isMember(String backend) {
    return members.values().stream().anyMatch(pool -> pool.contains(backend));
  }

  /** Machine of a NIC, {@code vm-1-2/eth0}. */
  static String machine(String backend) {
    return backend.substring(0, backend.indexOf('/'));
  }

  private void slow(Action.SlowReplication slow, long now) {
    String key = "slow " + slow.muxes();
    if (slow.delay().isZero() && slow.loss() == 0) {
      endReplication(key, now);
    } else {
      beginReplication(key, now);
    }
  }

  /** Servers that left a pool are in trouble until they are in one again. */
  private void pool(Action.SetPool pool, long now) {
    Set<String> known = pools.computeIfAbsent(pool.loadBalancer(), any -> new LinkedHashSet<>());
    known.addAll(pool.members());
    members.put(pool.loadBalancer(), pool.members());
    String tenant = pool.loadBalancer().substring("lb-".length());
    for (String element : spans.keySet().stream().toList()) {
      if (element.startsWith("vm-" + tenant + "-")) {
        end(element, "out", now);
      }
    }
    begin("pool of " + tenant, "changed", now);
    end("pool of " + tenant, "changed", now);
    known.stream()
        .filter(member -> !pool.members().contains(member))
        .forEach(member -> begin(machine(member), "out", now));
  }

  /** What a pool holds before anybody changes it. */
  void members(String loadBalancer, List<String> described) {
    members.put(loadBalancer, described);
    pools.put(loadBalancer, new LinkedHashSet<>(described));
  }

  private void mark(String element, String kind, boolean on, long now) {
    if (on) {
      begin(element, kind, now);
    } else {
      end(element, kind, now);
    }
  }

  private void begin(String element, String kind, long now) {
    if (!open.containsKey(element + " " + kind)) {
      Span span = new Span(now);
      open.put(element + " " + kind, span);
      spans.computeIfAbsent(element, any -> new ArrayList<>()).add(span);
    }
  }

  private void end(String element, String kind, long now) {
    Span span = open.remove(element + " " + kind);
    if (span != null) {
      span.end = now;
    }
  }

  private void beginReplication(String key, long now) {
    if (!open.containsKey(key)) {
      Span span = new Span(now);
      open.put(key, span);
      replication.add(span);
    }
  }

  private void endReplication(String key, long now) {
    Span span = open.remove(key);
    if (span != null) {
      span.end = now;
    }
  }

  private static String ends(List<String> from, List<String> to) {
    return both(from, to).stream().sorted().toList().toString();
  }

  private static List<String> both(List<String> from, List<String> to) {
    List<String> all = new ArrayList<>(from);
    all.addAll(to);
    return all;
  }
}
