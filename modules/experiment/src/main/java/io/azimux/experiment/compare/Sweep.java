package io.azimux.experiment.compare;

import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The time of a kill, moved step by step against the time of a pool's change. */
public final class Sweep {
  /** Steps of a sweep; each is a run of every variant. */
  public static final int MOST_STEPS = 200;

  private static final int DEFAULT_STEPS = 10;

  private Sweep() {}

  /**
   * Offsets from one time to another.
   *
   * @param step zero for a tenth of the way
   * @throws IllegalArgumentException where there are none, or too many
   */
  public static List<Duration> offsets(Duration from, Duration to, Duration step) {
    Duration way = to.minus(from);
    Duration each = step.isZero() ? way.dividedBy(DEFAULT_STEPS) : step;
    if (way.isNegative() || each.isNegative() || each.isZero()) {
      throw new IllegalArgumentException("a sweep goes upwards, in steps above 0");
    }
    long steps = way.dividedBy(each);
    if (steps >= MOST_STEPS) {
      throw new IllegalArgumentException(
          "%d steps are too many, at most %d".formatted(steps + 1, MOST_STEPS));
    }
    List<Duration> offsets = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      offsets.add(from.plus(each.multipliedBy(i)));
    }
    return offsets;
  }

  /**
   * The scenario with its first kill so long after its first change of a pool.
   *
   * @return empty where it has no such faults, or the kill would come before the load
   */
  public static Optional<Scenario> killAt(Scenario scenario, Duration offset) {
    Optional<Fault> change = first(scenario, Action.SetPool.class);
    Optional<Fault> kill = first(scenario, Action.Kill.class);
    if (change.isEmpty() || kill.isEmpty()) {
      return Optional.empty();
    }
    Duration at = change.get().at().plus(offset);
    if (at.isNegative()) {
      return Optional.empty();
    }
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : scenario.faults()) {
      faults.add(fault.equals(kill.get()) ? new Fault(at, fault.action()) : fault);
    }
    faults.sort(Comparator.comparing(Fault::at));
    return Optional.of(scenario.withFaults(faults));
  }

  private static Optional<Fault> first(Scenario scenario, Class<? extends Action> kind) {
    return scenario.faults().stream().filter(fault -> kind.isInstance(fault.action())).findFirst();
  }
}
