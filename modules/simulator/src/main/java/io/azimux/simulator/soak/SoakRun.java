package io.azimux.simulator.soak;

import io.azimux.experiment.Ledger;
import io.azimux.experiment.Readings;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.message.ClientCommand;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.simulator.SimulationException;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.simulator.run.SimFaults;
import io.azimux.simulator.run.SimulatedWorld;
import io.azimux.simulator.run.Tampering;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring.Role;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One plan in the simulator, with everybody watching. Ends with the first violation. */
final class SoakRun {
  /** Packets alive at once in the largest world; the arena of each run is made anew. */
  private static final int ARENA_PACKETS = 4096;

  /** Time between two audits of all packets. */
  private static final long AUDIT_NANOS = Duration.ofMillis(100).toNanos();

  /** Time after the last fault was undone in which everything must have come to rest. */
  private static final long REST_NANOS = Duration.ofSeconds(40).toNanos();

  /**
   * The same where a MUX ended while replicas could differ: what it alone knew, such as the end of
   * a flow, is lost, and the others forget the flow when it has been idle for long enough. Idle
   * time, and what MUXes wait beyond it for news of others' flows.
   */
  private static final long FORGET_NANOS = Duration.ofSeconds(4 * 60 + 90).toNanos();

  /** Time in which connections through a healed world must be done. */
  private static final long PROOF_NANOS = Duration.ofSeconds(15).toNanos();

  /** Connections of each tenant that must get through the healed world. */
  private static final int PROOF_CONNECTIONS = 8;

  private final Plan plan;
  private final SimulatedWorld world;
  private final Simulator simulator;
  private final Troubles troubles = new Troubles();
  private final SimFaults faults;
  private final Holders holders;
  private final FlowWatch flows;
  private final boolean shared;
  private final Set<FiveTuple> proven = new LinkedHashSet<>();
  private boolean proving;
  private @Nullable Violation violation;

  private SoakRun(Plan plan, Tampering tampering) {
    this.plan = plan;
    Scenario scenario = scenario(plan);
    SimulatorOptions options = SimulatorOptions.of(plan.seed()).withArena(ARENA_PACKETS);
    world = new SimulatedWorld(scenario, options, tampering);
    simulator = world.simulator();
    faults = new SimFaults(world, options, new Ledger(), new Readings());
    holders = new Holders(world.wiring().names(Role.MUX));
    flows = new FlowWatch(plan.mode(), troubles, holders, this::found);
    shared =
        plan.mode() == Replication.Mode.DDATA || plan.mode() == Replication.Mode.DDATA_DEFERRED;
    List<Ipv4Address> frontends = new ArrayList<>();
    for (LoadBalancer balancer : scenario.world().loadBalancers()) {
      frontends.add(balancer.frontendIPConfigurations().get(0).publicIPAddress());
      troubles.members(
          balancer.name(), balancer.backendAddressPools().get(0).backendIPConfigurations());
    }
    simulator.addFactListener(this::fact);
    simulator.addTap(new PathWatch(world.wiring(), frontends, flows, this::found));
  }

  /** Runs a plan; the first violation, or nothing. */
  static Optional<Violation> of(Plan plan, Tampering tampering) {
    SoakRun run = new SoakRun(plan, tampering);
    try {
      run.run();
    } catch (SimulationException e) {
      boolean packets = String.valueOf(e.getMessage()).contains("conservation");
      run.found(new Violation(packets ? "I2" : "crash", run.simulator.now(), "" + e.getMessage()));
    }
    return Optional.ofNullable(run.violation);
  }

  /** The plan as a scenario. */
  static Scenario scenario(Plan plan) {
    String text = PlanText.of(plan);
    String name = "seed-" + plan.seed();
    try {
      return ScenarioFile.parse(name, name, text.getBytes(StandardCharsets.UTF_8));
    } catch (ScenarioException e) {
      throw new IllegalStateException("a plan that is no scenario:\n" + text, e);
    }
  }

  private void found(Violation first) {
    if (violation == null) {
      violation = first;
    }
  }

  private void fact(long nanos, String element, Fact fact) {
    flows.fact(nanos, element, fact);
    holders.fact(fact);
    if (proving && fact instanceof Fact.ConnectionEnded ended) {
      proved(nanos, ended);
    }
  }

  private void proved(long nanos, Fact.ConnectionEnded ended) {
    if (!ended.outcome().equals("completed") && flows.isNew(ended.flow())) {
      String text = ended.flow() + " through the healed world ended: " + ended.outcome();
      found(new Violation("convergence", nanos, text));
    }
    proven.add(ended.flow());
  }

  private void run() {
    try {
      world.awaitReady();
    } catch (IllegalStateException e) {
      found(new Violation("convergence", simulator.now(), "" + e.getMessage()));
      return;
    }
    long start = simulator.now();
    load(plan.connections(), plan.openEvery(), plan.lines());
    for (Plan.Upset upset : plan.upsets()) {
      simulator.at(start + upset.begin().toNanos(), () -> act(upset.action()));
      for (Action undo : upset.undo()) {
        simulator.at(start + upset.end().toNanos(), () -> act(undo));
      }
    }
    pass(start + plan.safety().toNanos());
    rest();
    prove();
  }

  private void load(int connections, Duration openEvery, int lines) {
    for (int tenant = 1; tenant <= plan.tenants(); tenant++) {
      simulator.tell(
          "soak",
          Plan.client(tenant),
          new ClientCommand.OpenMany(
              connections,
              openEvery.toNanos(),
              plan.keystrokeEvery().toNanos(),
              lines,
              32,
              Ipv4Address.parse(PlanText.frontend(tenant)),
              22));
    }
  }

  private void act(Action action) {
    long now = simulator.now();
    troubles.done(action, now);
    if (action instanceof Action.ToProcess process && process.element().startsWith("mux-")) {
      if (action instanceof Action.Kill || action instanceof Action.Terminate) {
        flows.muxEnds(process.element(), now);
        holders.ends(process.element(), now);
      } else if (action instanceof Action.Restart) {
        holders.begins(process.element(), now);
      }
    }
    faults.inflict(new Fault(Duration.ZERO, action));
  }

  /** Lets time pass, until something is wrong. */
  private void pass(long until) {
    while (violation == null && simulator.now() < until) {
      long next = Math.min(until, simulator.now() + AUDIT_NANOS);
      simulator.runUntil(() -> violation != null, next);
    }
  }

  /** Waits until routers use all MUXes, backends are healthy and replicas are equal (I6). */
  private void rest() {
    boolean rests = rests(REST_NANOS);
    if (!rests && missing().isEmpty() && troubles.lostNews()) {
      rests = rests(FORGET_NANOS);
    }
    if (violation == null && !rests) {
      boolean ready = missing().isEmpty();
      String text = ready ? "MUXes hold different flows" : missing().toString();
      found(new Violation(ready ? "I6" : "convergence", simulator.now(), text));
    }
  }

  private boolean rests(long withinNanos) {
    long deadline = simulator.now() + withinNanos;
    boolean rests = false;
    while (violation == null && !rests && simulator.now() < deadline) {
      pass(simulator.now() + AUDIT_NANOS);
      rests = missing().isEmpty() && (!shared || digests().size() <= 1);
    }
    return rests;
  }

  /** What is not ready; servers that are in no pool any more need not be healthy. */
  private List<String> missing() {
    return world.readiness().missing().stream()
        .filter(text -> !text.startsWith("vm-") || troubles.isMember(text.split(" ", 2)[0]))
        .toList();
  }

  private Set<Double> digests() {
    Set<Double> digests = new LinkedHashSet<>();
    for (String mux : world.wiring().names(Role.MUX)) {
      simulator.measure(
          mux,
          (measure, label, value) -> {
            if (measure == Measure.MUX_FLOW_DIGEST) {
              digests.add(value);
            }
          });
    }
    return digests;
  }

  /** New connections must get through as if nothing had been. */
  private void prove() {
    if (violation != null) {
      return;
    }
    proving = true;
    flows.remember();
    load(PROOF_CONNECTIONS, Duration.ofMillis(10), 2);
    int wanted = PROOF_CONNECTIONS * plan.tenants();
    long deadline = simulator.now() + PROOF_NANOS;
    while (violation == null && done() < wanted && simulator.now() < deadline) {
      pass(simulator.now() + AUDIT_NANOS);
    }
    if (violation == null && done() < wanted) {
      String text = done() + " of " + wanted + " connections got through the healed world";
      found(new Violation("convergence", simulator.now(), text));
    }
  }

  private long done() {
    return proven.stream().filter(flows::isNew).count();
  }
}
