package io.azimux.experiment;

import io.azimux.topology.Expectation;
import io.azimux.topology.Phase;
import java.util.Optional;

/** The span of a run in which an expectation is measured; both ends belong to it. */
record Window(long from, long to) {
  boolean contains(long nanos) {
    return nanos >= from && nanos <= to;
  }

  /** Empty where the scenario has no such phase. */
  static Optional<Window> of(RunResult run, Expectation expectation) {
    long start = run.ledger().loadStartNanos();
    long end = start + run.durationNanos();
    long from = start;
    long to = end;
    if (expectation.phase().isPresent()) {
      Optional<Phase> phase =
          run.scenario().phases().stream()
              .filter(candidate -> candidate.name() == expectation.phase().get())
              .findFirst();
      if (phase.isEmpty()) {
        return Optional.empty();
      }
      boolean last =
          phase.get().equals(run.scenario().phases().get(run.scenario().phases().size() - 1));
      from = start + phase.get().start().toNanos();
      to = last ? end : start + phase.get().end().toNanos();
    }
    long deadline =
        from + expectation.within().map(java.time.Duration::toNanos).orElse(Long.MAX_VALUE / 4);
    return Optional.of(new Window(from, Math.min(to, deadline)));
  }
}
