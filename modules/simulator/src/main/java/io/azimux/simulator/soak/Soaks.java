package io.azimux.simulator.soak;

import io.azimux.simulator.run.Tampering;
import io.azimux.topology.Soak;
import java.util.Optional;

/** Runs the seeds of a soak. Seeds have nothing in common, so threads may run some each. */
public final class Soaks {
  /**
   * A seed that failed.
   *
   * @param minimal the smallest schedule found with the same violation: text of a scenario file
   * @param violation of the minimal one
   * @param runs it took to find it
   */
  public record Failure(
      long seed, Violation first, String minimal, Violation violation, int runs) {}

  private Soaks() {}

  /** Runs one seed; what it violates first, or nothing. */
  public static Optional<Violation> check(Soak soak, long seed) {
    return check(soak, seed, Tampering.NONE);
  }

  static Optional<Violation> check(Soak soak, long seed, Tampering tampering) {
    return SoakRun.of(PlanDraw.of(soak, seed), tampering);
  }

  /** What a seed draws, as the text of a scenario file. */
  public static String schedule(Soak soak, long seed) {
    return PlanText.of(PlanDraw.of(soak, seed));
  }

  /** Looks for the smallest schedule that violates what this seed violated. */
  public static Failure shrink(Soak soak, long seed, Violation violation) {
    return shrink(soak, seed, violation, Tampering.NONE);
  }

  static Failure shrink(Soak soak, long seed, Violation violation, Tampering tampering) {
    Shrink.Result result = Shrink.of(PlanDraw.of(soak, seed), violation, tampering);
    return new Failure(
        seed, violation, PlanText.of(result.plan()), result.violation(), result.runs());
  }
}
