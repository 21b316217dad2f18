package io.azimux.simulator.run;

import io.azimux.experiment.Check;
import io.azimux.experiment.Judge;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.Status;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Mutation;
import io.azimux.topology.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Asks whether a scenario proves anything: as it is it must pass, and without each of the
 * protections that its mutations take away it must fail.
 */
public final class SimMutations {
  /** Name of the run in which nothing is changed. */
  public static final String BASELINE = "as it is";

  /**
   * One run.
   *
   * @param name of the mutation, or {@link #BASELINE}
   * @param wanted the verdict that it must have
   */
  public record Outcome(String name, Status wanted, RunReport report) {
    /** True where the verdict is the wanted one. */
    public boolean isWanted() {
      return report.verdict().status() == wanted;
    }

    /** Names of the checks that decided a verdict other than PASS; empty where it is PASS. */
    public String because() {
      return report.checks().stream()
          .filter(check -> check.status() == report.verdict().status())
          .filter(check -> check.status() != Status.PASS)
          .map(Check::name)
          .collect(Collectors.joining(", "));
    }
  }

  private SimMutations() {}

  /** Runs the scenario as it is, and once for each of its mutations. */
  public static List<Outcome> run(Scenario scenario, SimulatorOptions options) {
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(outcome(BASELINE, Status.PASS, scenario, options));
    for (Mutation mutation : scenario.mutations()) {
      outcomes.add(outcome(mutation.name(), Status.FAIL, scenario.with(mutation), options));
    }
    return outcomes;
  }

  private static Outcome outcome(
      String name, Status wanted, Scenario scenario, SimulatorOptions options) {
    return new Outcome(name, wanted, Judge.judge(SimRun.run(scenario, options)));
  }
}
