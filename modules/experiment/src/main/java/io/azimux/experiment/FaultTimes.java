package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.topology.Action;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** How long the effects of faults lasted. */
final class FaultTimes {
  private final RunResult run;
  private final Ledger ledger;

  FaultTimes(RunResult run) {
    this.run = run;
    ledger = run.ledger();
  }

  /** From a fault until the last packet that was lost before the next one: the longest of all. */
  Quantities.Reading lossWindow(Optional<String> of, Window window) {
    List<FaultRecord> faults = faults(of, window);
    if (faults.isEmpty()) {
      return Quantities.Reading.unknown("no such fault was done");
    }
    double longest = 0;
    for (FaultRecord fault : faults) {
      long next = nextFault(fault.nanos());
      long last = losses().filter(nanos -> nanos >= fault.nanos() && nanos < next).max().orElse(0);
      longest = Math.max(longest, last == 0 ? 0 : (last - fault.nanos()) / 1e9);
    }
    return Quantities.Reading.of(longest);
  }

  /** When packets of known flows were lost, and when drops were counted. */
  private LongStream losses() {
    LongStream drops =
        ledger.drops().stream()
            .filter(drop -> drop.disposition() != Disposition.NO_LISTENER)
            .mapToLong(Ledger.Drop::nanos);
    LongStream facts =
        ledger.flows().stream()
            .flatMap(flow -> ledger.losses(flow.flow()).stream())
            .mapToLong(Ledger.Loss::nanos);
    return LongStream.concat(drops, facts);
  }

  private long nextFault(long after) {
    return ledger.faults().stream()
        .mapToLong(FaultRecord::nanos)
        .filter(nanos -> nanos > after)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** From the loss of a MUX until every router that ran had withdrawn it: the longest of all. */
  Quantities.Reading withdrawTime(Optional<String> of, Window window) {
    List<FaultRecord> faults =
        faults(of, window).stream().filter(fault -> takesAway(fault.fault().action())).toList();
    double longest = -1;
    for (FaultRecord fault : faults) {
      for (String mux : fault.fault().action().elements()) {
        if (isMux(mux)) {
          longest = Math.max(longest, withdrawTime(mux, fault.nanos()));
        }
      }
    }
    return longest < 0
        ? Quantities.Reading.unknown("no such fault took a MUX away")
        : Quantities.Reading.of(longest);
  }

  private double withdrawTime(String mux, long from) {
    long[] last =
        run.scenario().world().routers().stream()
            .filter(router -> !isDead(router.name(), from))
            .mapToLong(router -> firstWithdrawal(router.name(), mux, from))
            .toArray();
    long latest = LongStream.of(last).max().orElse(Long.MAX_VALUE);
    return latest == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : (latest - from) / 1e9;
  }

  private long firstWithdrawal(String router, String mux, long from) {
    return ledger.nextHops().stream()
        .filter(change -> !change.up() && change.nanos() >= from)
        .filter(change -> change.observer().equals(router) && change.subject().equals(mux))
        .mapToLong(Ledger.Change::nanos)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private boolean isDead(String element, long nanos) {
    return new Outages(ledger.faults())
        .of(Outages.Kind.DEAD).stream()
            .filter(outage -> outage.elements().contains(element))
            .anyMatch(outage -> outage.overlaps(nanos, nanos));
  }

  private static boolean takesAway(Action action) {
    return action instanceof Action.Kill
        || action instanceof Action.Terminate
        || action instanceof Action.Pause
        || action instanceof Action.Cut;
  }

  private List<FaultRecord> faults(Optional<String> of, Window window) {
    return ledger.faults().stream()
        .filter(fault -> window.contains(fault.nanos()))
        .filter(fault -> of.isEmpty() || fault.fault().action().elements().contains(of.get()))
        .toList();
  }

  private boolean isMux(String element) {
    return run.scenario().world().muxes().stream().anyMatch(mux -> mux.name().equals(element));
  }
}
