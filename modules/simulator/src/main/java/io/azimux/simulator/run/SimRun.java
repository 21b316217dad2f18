package io.azimux.simulator.run;

import io.azimux.experiment.Conservation;
import io.azimux.experiment.Ledger;
import io.azimux.experiment.Readings;
import io.azimux.experiment.RunResult;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Fault;
import io.azimux.topology.Phase;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario's load and faults in the simulator. */
public final class SimRun {
  /** Virtual time after the last planned line or fault in which connections may still end. */
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  /** Virtual time between two readings of all elements. */
  private static final long SAMPLE_NANOS = 100_000_000L;

  private final Scenario scenario;
  private final SimulatorOptions options;
  private final SimulatedWorld world;
  private final Simulator simulator;
  private final Ledger ledger = new Ledger();
  private final Readings readings = new Readings();
  private final SimFaults faults;
  private int ended;
  private int faultsDone;

  private SimRun(Scenario scenario, SimulatorOptions options) {
    this.scenario = scenario;
    this.options = options;
    world = new SimulatedWorld(scenario, options);
    simulator = world.simulator();
    faults = new SimFaults(world, options, ledger, readings);
    simulator.addFactListener(this::fact);
    simulator.addDropListener((nanos, element, reason) -> ledger.drop(nanos, element, reason, 1));
  }

  /** Runs until every connection has ended and every fault is done, or patience ends. */
  public static RunResult run(Scenario scenario, SimulatorOptions options) {
    return new SimRun(scenario, options).run();
  }

  private void fact(long nanos, String element, Fact fact) {
    ledger.fact(nanos, element, fact);
    if (fact instanceof Fact.ConnectionEnded) {
      ended++;
    }
  }

  private RunResult run() {
    world.awaitReady();
    long start = simulator.now();
    ledger.loadStarted(start);
    sample();
    Scenario.Load load = scenario.load();
    simulator.tell("simulator", load.client(), load.command());
    long lastFault = 0;
    for (Fault fault : scenario.faults()) {
      lastFault = Math.max(lastFault, fault.at().toNanos());
      simulator.at(start + fault.at().toNanos(), () -> inflict(fault));
    }
    long end = start + endOfPhases().toNanos();
    lastFault = Math.max(lastFault, end - start);
    long planned =
        load.connections() * load.openEvery().toNanos()
            + load.linesPerConnection() * load.keystrokeEvery().toNanos();
    long deadline = start + Math.max(planned, lastFault) + PATIENCE_NANOS;
    simulator.runUntil(
        () ->
            ended >= load.connections()
                && faultsDone == scenario.faults().size()
                && simulator.now() >= end,
        deadline);
    settle();
    return result(start);
  }

  private void inflict(Fault fault) {
    faults.inflict(fault);
    faultsDone++;
  }

  /** Time after the load began at which the last phase may end. */
  private Duration endOfPhases() {
    List<Phase> phases = scenario.phases();
    return phases.isEmpty() ? Duration.ZERO : phases.get(phases.size() - 1).end();
  }

  /** Reads all elements now, and again and again as long as the run lasts. */
  private void sample() {
    long now = simulator.now();
    for (Wiring.Element element : world.wiring().elements()) {
      simulator.measure(element.name(), ledger.series().at(now, element.name()));
    }
    simulator.at(now + SAMPLE_NANOS, this::sample);
  }

  /** Lets the effect of the last fault be seen. */
  private void settle() {
    long hold = scenario.world().settings().bgp().detection().toNanos();
    simulator.runUntil(simulator.now() + 2 * hold);
  }

  private RunResult result(long start) {
    for (Wiring.Element element : world.wiring().elements()) {
      simulator.measure(element.name(), readings.of(element.name()));
    }
    Map<Disposition, Long> finished = new EnumMap<>(Disposition.class);
    for (Disposition disposition : Disposition.values()) {
      finished.put(disposition, simulator.finished(disposition));
    }
    return new RunResult(
        scenario,
        "simulator",
        options.seed(),
        simulator.now() - start,
        ledger,
        readings,
        Optional.of(new Conservation(simulator.created(), finished, simulator.alive())));
  }
}
