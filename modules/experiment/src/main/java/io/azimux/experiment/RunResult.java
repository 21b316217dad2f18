package io.azimux.experiment;

import io.azimux.topology.Scenario;
import java.util.Optional;

/**
 * A run as an engine hands it over, not yet judged.
 *
 * @param engine {@code simulator} or {@code cluster}
 * @param seed of the run; 0 where chance does not come from a seed
 * @param durationNanos from the start of the load to the end, on the engine's clock
 * @param conservation what became of all packets; empty where the engine cannot count them exactly
 */
public record RunResult(
    Scenario scenario,
    String engine,
    long seed,
    long durationNanos,
    Ledger ledger,
    Readings readings,
    Optional<Conservation> conservation) {
  /** Readings of the elements over time. */
  public TimeSeries series() {
    return ledger.series();
  }
}
