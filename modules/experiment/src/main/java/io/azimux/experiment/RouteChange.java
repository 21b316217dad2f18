package io.azimux.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The first MUX that routers lost in a run: afterwards flows have been spread anew, and the closed
 * forms for one change no longer hold.
 *
 * @param victim the MUX
 * @param lostNanos when the fault was done
 * @param untilNanos when routers changed their next hops again
 * @param before next hops before, in the order in which routers number them
 */
record RouteChange(String victim, long lostNanos, long untilNanos, List<String> before) {

  static Optional<RouteChange> firstOf(RunResult run) {
    Ledger ledger = run.ledger();
    List<Ledger.Change> changes =
        ledger.nextHops().stream().sorted((a, b) -> Long.compare(a.nanos(), b.nanos())).toList();
    Ledger.Change first = null;
    for (Ledger.Change change : changes) {
      if (change.nanos() >= ledger.loadStartNanos()) {
        first = change;
        break;
      }
    }
    if (first == null || first.up()) {
      return Optional.empty();
    }
    String victim = first.subject();
    long withdrawn = first.nanos();
    long lost =
        ledger.faults().stream()
            .filter(fault -> fault.nanos() <= withdrawn)
            .filter(fault -> fault.fault().action().elements().contains(victim))
            .mapToLong(FaultRecord::nanos)
            .max()
            .orElse(withdrawn);
    long until =
        changes.stream()
            .filter(change -> change.nanos() > withdrawn)
            .filter(change -> change.up() || !change.subject().equals(victim))
            .mapToLong(Ledger.Change::nanos)
            .findFirst()
            .orElse(Long.MAX_VALUE);
    List<String> before = nextHops(run, changes, withdrawn);
    return before.contains(victim)
        ? Optional.of(new RouteChange(victim, lost, until, before))
        : Optional.empty();
  }

  /** All routers hear the same, so that any of them tells. */
  private static List<String> nextHops(RunResult run, List<Ledger.Change> changes, long until) {
    Set<String> active = new LinkedHashSet<>();
    for (Ledger.Change change : changes) {
      if (change.nanos() < until && change.up()) {
        active.add(change.subject());
      } else if (change.nanos() < until) {
        active.remove(change.subject());
      }
    }
    List<String> ordered = new ArrayList<>();
    run.scenario().world().muxes().stream()
        .filter(mux -> active.contains(mux.name()))
        .forEach(mux -> ordered.add(mux.name()));
    return ordered;
  }

  /** Place of the victim among the next hops. */
  int place() {
    return before.indexOf(victim);
  }
}
