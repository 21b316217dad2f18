package io.azimux.experiment;

import io.azimux.topology.Replication;
import java.util.OptionalLong;

/** When the MUXes held the same flows again. */
final class Convergence {
  private Convergence() {}

  /**
   * First time, after the last thing that routers did for a fault, at which all live MUXes held the
   * same flows; empty in modes in which they never need to.
   */
  static OptionalLong after(RunResult run, FaultRecord fault) {
    Replication.Mode mode = run.scenario().world().settings().replication().mode();
    if (mode != Replication.Mode.DDATA && mode != Replication.Mode.DDATA_DEFERRED) {
      return OptionalLong.empty();
    }
    long settled =
        new FaultEvidence(run)
            .of(fault).stream()
                .filter(
                    seen -> seen.what().contains("withdrew") || seen.what().contains("next hop"))
                .mapToLong(FaultRecord.Evidence::nanos)
                .max()
                .orElse(fault.nanos());
    return new Digests(run.series()).firstEqual(Math.max(settled, fault.nanos()), Long.MAX_VALUE);
  }
}
