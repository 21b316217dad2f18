package io.azimux.experiment;

import io.azimux.topology.MuxSpec;
import io.azimux.topology.RouterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A loss of MUXes to which routers answered by spreading flows over those that were left. Closed
 * forms hold for the flows that began after the change before it: each of them was at the one MUX
 * to which the hash alone had led it.
 *
 * @param victims the MUXes that were lost together
 * @param lostNanos when the fault was done
 * @param untilNanos when routers changed their next hops again
 * @param sinceNanos when they had changed them before; the beginning of time where they had not
 * @param before next hops before, in the order in which routers number them
 */
record RouteChange(
    List<String> victims, long lostNanos, long untilNanos, long sinceNanos, List<String> before) {
  /** An engine needs a moment for each of several faults that are due at one time. */
  private static final long SAME_NANOS = 100_000_000;

  /** Copies the lists. */
  RouteChange {
    victims = List.copyOf(victims);
    before = List.copyOf(before);
  }

  /** Places of the victims among the next hops. */
  List<Integer> places() {
    return victims.stream().map(before::indexOf).toList();
  }

  /** All of a run, in order of time; those excepted before which routers did not agree. */
  static List<RouteChange> of(RunResult run) {
    return new Search(run).all();
  }

  /** Puts together what the routers noted one by one. */
  private static final class Search {
    private final RunResult run;
    private final Outages outages;
    private final Set<String> routers = new LinkedHashSet<>();
    private final List<String> muxes;
    private final List<Ledger.Change> changes;
    private final Map<String, Set<String>> active = new LinkedHashMap<>();

    Search(RunResult run) {
      this.run = run;
      outages = new Outages(run.ledger().faults());
      run.scenario().world().routers().stream().map(RouterSpec::name).forEach(routers::add);
      muxes = run.scenario().world().muxes().stream().map(MuxSpec::name).toList();
      changes =
          run.ledger().nextHops().stream()
              .filter(c -> routers.contains(c.observer()) && muxes.contains(c.subject()))
              .sorted(Comparator.comparingLong(Ledger.Change::nanos))
              .toList();
    }

    List<RouteChange> all() {
      List<RouteChange> all = new ArrayList<>();
      long since = Long.MIN_VALUE;
      int at = 0;
      while (at < changes.size()) {
        Ledger.Change first = changes.get(at);
        int end = endOfGroup(at);
        List<String> before = agreed(first.nanos());
        List<Ledger.Change> group = changes.subList(at, end);
        List<String> victims =
            group.stream().map(Ledger.Change::subject).distinct().sorted().toList();
        boolean inLoad = first.nanos() >= run.ledger().loadStartNanos();
        if (!first.up() && inLoad && before.containsAll(victims)) {
          long until = end < changes.size() ? changes.get(end).nanos() : Long.MAX_VALUE;
          all.add(new RouteChange(victims, lost(group), until, since, before));
        }
        group.forEach(this::take);
        since = inLoad ? changes.get(end - 1).nanos() : since;
        at = end;
      }
      return all;
    }

    /**
     * MUXes that were lost by the same faults belong together, and each router tells for itself.
     */
    private int endOfGroup(int from) {
      Ledger.Change first = changes.get(from);
      long fault = faultNanos(first);
      int end = from + 1;
      while (end < changes.size()
          && !first.up()
          && !changes.get(end).up()
          && faultNanos(changes.get(end)) == fault) {
        end++;
      }
      return end;
    }

    /** Faults of one moment are one; a withdrawal that no fault explains is of its own time. */
    private long faultNanos(Ledger.Change change) {
      long fault =
          outages.all().stream()
              .filter(outage -> outage.elements().contains(change.subject()))
              .filter(outage -> outage.overlaps(change.nanos(), change.nanos()))
              .mapToLong(Outages.Outage::fromNanos)
              .max()
              .orElse(change.nanos());
      return run.ledger().faults().stream()
          .mapToLong(FaultRecord::nanos)
          .filter(nanos -> nanos <= fault && fault - nanos <= SAME_NANOS)
          .min()
          .orElse(fault);
    }

    private long lost(List<Ledger.Change> group) {
      return group.stream().mapToLong(this::faultNanos).min().orElseThrow();
    }

    private void take(Ledger.Change change) {
      Set<String> hops = active.computeIfAbsent(change.observer(), r -> new LinkedHashSet<>());
      if (change.up()) {
        hops.add(change.subject());
      } else {
        hops.remove(change.subject());
      }
    }

    /** The next hops of all routers that run; none where they differ. */
    private List<String> agreed(long nanos) {
      List<Set<String>> sets =
          active.entrySet().stream()
              .filter(
                  entry ->
                      outages.of(Outages.Kind.DEAD).stream()
                          .filter(outage -> outage.elements().contains(entry.getKey()))
                          .noneMatch(outage -> outage.overlaps(nanos, nanos)))
              .map(Map.Entry::getValue)
              .distinct()
              .toList();
      return sets.size() == 1 ? muxes.stream().filter(sets.get(0)::contains).toList() : List.of();
    }
  }
}
