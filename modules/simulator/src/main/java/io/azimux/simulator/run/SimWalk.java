package io.azimux.simulator.run;

import io.azimux.experiment.walk.WalkResult;
import io.azimux.node.Fact;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.trace.PacketTrace;
import io.azimux.simulator.CaptureTap;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The walk of a scenario in the simulator. */
public final class SimWalk {
  /** Number of the trace. */
  public static final int TRACE = 1;

  /** Virtual time that one short connection may take. */
  private static final long WITHIN_NANOS = 30_000_000_000L;

  private SimWalk() {}

  /** Walks. */
  public static WalkResult run(Scenario scenario, SimulatorOptions options) {
    return run(scenario, new SimulatedWorld(scenario, options));
  }

  /**
   * Walks, and writes one pcapng file for each interface of every element.
   *
   * @param directory exists
   * @throws IOException where a file cannot be written
   */
  public static WalkResult run(Scenario scenario, SimulatorOptions options, Path directory)
      throws IOException {
    SimulatedWorld world = new SimulatedWorld(scenario, options);
    try (CaptureTap tap = CaptureTap.open(world.wiring(), directory, element -> true)) {
      world.simulator().addTap(tap);
      return run(scenario, world);
    }
  }

  private static WalkResult run(Scenario scenario, SimulatedWorld world) {
    world.awaitReady();
    Scenario.Walk walk = scenario.walk();
    Simulator simulator = world.simulator();
    List<String> live = world.readiness().healthyBackends();
    String[] outcome = {""};
    simulator.addFactListener(
        (nanos, element, fact) -> {
          if (fact instanceof Fact.ConnectionEnded ended
              && element.equals(walk.client())
              && ended.flow().sourcePort() == walk.sourcePort()) {
            outcome[0] = ended.outcome();
          }
        });
    simulator.tell(
        "simulator",
        walk.client(),
        new ClientCommand.OpenTraced(TRACE, walk.sourcePort(), walk.destination(), walk.port()));
    simulator.runUntil(() -> !outcome[0].isEmpty(), simulator.now() + WITHIN_NANOS);
    PacketTrace trace = simulator.traces().trace(TRACE).orElse(new PacketTrace(TRACE, List.of()));
    return new WalkResult(scenario, "simulator", live, outcome[0].equals("completed"), trace);
  }
}
