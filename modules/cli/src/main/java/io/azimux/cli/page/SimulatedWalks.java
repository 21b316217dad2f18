package io.azimux.cli.page;

import io.azimux.experiment.walk.WalkResult;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.simulator.run.SimWalk;
import io.azimux.topology.Scenario;
import org.jspecify.annotations.Nullable;

/** The walk through a world in virtual time; equal each time, so it is done once. */
final class SimulatedWalks {
  private @Nullable WalkResult last;

  synchronized WalkResult of(Scenario scenario) {
    WalkResult known = last;
    if (known == null || !known.scenario().equals(scenario)) {
      known = SimWalk.run(scenario, SimulatorOptions.of(1));
      last = known;
    }
    return known;
  }
}
