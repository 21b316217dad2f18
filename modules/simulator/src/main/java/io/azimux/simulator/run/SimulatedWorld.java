package io.azimux.simulator.run;

import io.azimux.control.Controller;
import io.azimux.dataplane.Elements;
import io.azimux.experiment.Readiness;
import io.azimux.node.Node;
import io.azimux.node.RandomSource;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import java.util.List;

/** All elements of a scenario's world in a simulator, brought up to where they take load. */
public final class SimulatedWorld {
  /** Virtual time in which a world must become ready: probes and routes take some seconds. */
  public static final long READY_WITHIN_NANOS = 60_000_000_000L;

  /** Time in which the last health change reaches every MUX, before load begins. */
  private static final long SETTLE_NANOS = 100_000_000L;

  private final Wiring wiring;
  private final Readiness readiness;
  private final Simulator simulator;

  /** Makes the world; nothing has happened yet. */
  public SimulatedWorld(Scenario scenario, SimulatorOptions options) {
    this(scenario, options, Tampering.NONE);
  }

  /**
   * The same with elements that do wrong.
   *
   * @throws IllegalArgumentException where guests of the world stand outside
   */
  public SimulatedWorld(Scenario scenario, SimulatorOptions options, Tampering tampering) {
    List<String> attached = scenario.world().attached();
    if (!attached.isEmpty()) {
      throw new IllegalArgumentException("attached guests run on real processes only: " + attached);
    }
    wiring = Wiring.of(scenario.world());
    readiness = new Readiness(scenario.world());
    simulator =
        Simulator.of(
            wiring,
            (name, random) -> tampering.node(name, element(scenario, wiring, name, random)),
            (name, random) ->
                tampering.replicas(name, Stores.of(scenario.world(), wiring, name, random)),
            options);
    simulator.addFactListener((nanos, element, fact) -> readiness.fact(fact));
    scenario.world().muxes().stream()
        .filter(MuxSpec::standby)
        .forEach(mux -> simulator.kill(mux.name()));
  }

  private static Node element(Scenario scenario, Wiring wiring, String name, RandomSource random) {
    return wiring.element(name).role() == Role.CONTROLLER
        ? Controller.of(scenario.world(), wiring, name, random)
        : Elements.create(scenario.world(), wiring, name, random);
  }

  /**
   * Runs until routers and backends are ready.
   *
   * @throws IllegalStateException where they are not in time, with what is missing
   */
  public void awaitReady() {
    if (!simulator.runUntil(readiness::isReady, READY_WITHIN_NANOS)) {
      throw new IllegalStateException("the world did not become ready: " + readiness.missing());
    }
    simulator.runUntil(simulator.now() + SETTLE_NANOS);
  }

  /** The simulator. */
  public Simulator simulator() {
    return simulator;
  }

  /** The wiring. */
  public Wiring wiring() {
    return wiring;
  }

  /** What is ready, kept up to date. */
  public Readiness readiness() {
    return readiness;
  }
}
