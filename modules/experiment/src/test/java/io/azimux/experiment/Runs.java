package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.Expectation;
import io.azimux.topology.Fault;
import io.azimux.topology.Phase;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A good run of the scenario with one killed and restarted MUX, to be spoilt by tests. */
public final class Runs {
  static final long SECOND = 1_000_000_000;
  static final long LOAD = 10 * SECOND;
  static final long KILL = LOAD + 5 * SECOND;

  private static final Scenario SCENARIO = read();

  final Ledger ledger = new Ledger();
  final Readings readings = new Readings();
  Conservation books = new Conservation(100, Map.of(Disposition.DELIVERED, 100L), 0);

  Scenario scenario = SCENARIO;

  private Runs() {}

  /** The scenario of the text. */
  public static Scenario scenario() {
    return SCENARIO;
  }

  private static Scenario read() {
    String root = System.getProperty("azimux.root", "../..");
    try {
      Scenario file = ScenarioFile.read(Path.of(root).resolve("scenarios/nva-inbound.yaml"));
      return with(file, file.name(), List.of(), List.of()); // tests expect one thing at a time
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  static FiveTuple flow(int number) {
    return new FiveTuple(
        Ipv4Address.parse("141.192.166.93"),
        Ipv4Address.parse("20.240.9.27"),
        6,
        20_000 + number,
        22);
  }

  /** Nothing happened. */
  public static Runs empty() {
    return new Runs();
  }

  /** A MUX was killed and came back, and no flow suffered. */
  public static Runs good() {
    Runs run = new Runs();
    run.ledger.loadStarted(LOAD);
    run.ledger.fact(SECOND, "controller-1", new Fact.BackendHealth("nva1/eth0", true));
    run.ledger.fact(SECOND, "controller-1", new Fact.BackendHealth("nva2/eth0", true));
    for (String router : new String[] {"router-1", "router-2"}) {
      for (int mux = 1; mux <= 4; mux++) {
        run.route(SECOND, router, "mux-" + mux, true);
      }
    }
    for (int i = 0; i < scenario().load().connections(); i++) {
      run.begin(i, LOAD + i, "mux-" + (i % 4 + 1));
      run.end(i, "completed", 0);
    }
    for (Fault fault : scenario().faults()) {
      long at = LOAD + fault.at().toNanos();
      boolean kill = fault.isKill();
      FaultRecord done = run.ledger.fault(at, fault, kill ? 101 : -1);
      run.ledger.evidence(done, at + 1, "engine", kill ? "process gone" : "process started");
      for (String router : new String[] {"router-1", "router-2"}) {
        run.route(at + 800_000_000, router, fault.element(), !kill);
      }
    }
    run.readings.of("host-a").reading(Measure.VFP_DIRECT_RETURN, "", 40);
    return run;
  }

  /** The same without replication: a flow moved, another met the black hole, MUXes were read. */
  public static Runs bad() {
    Runs run = good().replicating(Replication.Mode.NONE);
    run.adopt(1, KILL + SECOND, "mux-3", "nva2/eth0", "hash_fallback");
    run.end(1, "reset", 0);
    run.adopt(9, KILL + SECOND, "mux-4", "nva1/eth0", "hash_fallback");
    run.end(5, "completed", 950_000_000, 1);
    Fact lost = new Fact.PacketLost(flow(5), Disposition.ELEMENT_DOWN, "mux-2");
    run.ledger.fact(KILL + 1, "router-1", lost);
    run.ledger.drop(KILL + 1, "router-1", Disposition.ELEMENT_DOWN, 30);
    for (int i = 0; i < 100; i++) {
      long at = LOAD + i * SECOND / 10;
      for (int mux = 1; mux <= 4; mux++) {
        Meter meter = run.ledger.series().at(at, "mux-" + mux);
        meter.reading(Measure.MUX_PACKETS, "", 10.0 * i * mux);
        meter.reading(Measure.MUX_DECISIONS, "local_hit", 9.0 * i);
        meter.reading(Measure.REPLICATION_LAG, "0.99", 0.012);
        meter.reading(Measure.MUX_FLOWS, "", i);
      }
    }
    return run;
  }

  Runs replicating(Replication.Mode mode) {
    Settings settings = scenario.world().settings();
    return on(scenario.withSettings(settings.withReplication(settings.replication().with(mode))));
  }

  Runs on(Scenario other) {
    scenario = other;
    return this;
  }

  /** The same of a scenario with another name and description. */
  public Runs named(String name) {
    return on(with(scenario, name, scenario.phases(), scenario.expectations()));
  }

  Runs phased(List<Phase> phases) {
    return on(with(scenario, scenario.name(), phases, scenario.expectations()));
  }

  Runs expecting(Expectation expectation) {
    return on(with(scenario, scenario.name(), scenario.phases(), List.of(expectation)));
  }

  private static Scenario with(
      Scenario scenario, String name, List<Phase> phases, List<Expectation> expectations) {
    return new Scenario(
        name,
        name,
        scenario.world(),
        scenario.placement(),
        scenario.walk(),
        scenario.load(),
        scenario.faults(),
        phases,
        expectations,
        List.of());
  }

  void begin(int number, long nanos, String mux) {
    ledger.fact(nanos, "host-a", new Fact.FlowAtBackend(flow(number), "nva1/eth0", true, mux));
    ledger.fact(nanos, "remote-pc", new Fact.ConnectionOpened(flow(number), 1000));
  }

  void adopt(int number, long nanos, String mux, String backend, String decision) {
    ledger.fact(nanos, mux, new Fact.FlowAdopted(flow(number), backend, decision));
  }

  void route(long nanos, String router, String mux, boolean up) {
    ledger.fact(nanos, router, new Fact.NextHopChanged(router, mux, up, "hold time"));
  }

  void lag(double seconds) {
    ledger.series().add(KILL - 1, "mux-3", Measure.REPLICATION_LAG, "0.99", seconds);
  }

  void end(int number, String outcome, long stallNanos) {
    end(number, outcome, stallNanos, 0);
  }

  /** The same, with segments sent again. */
  void end(int number, String outcome, long stallNanos, int retransmissions) {
    ledger.fact(
        LOAD + 20 * SECOND,
        "remote-pc",
        new Fact.ConnectionEnded(flow(number), outcome, 10, retransmissions, stallNanos));
  }

  /** The run, judged. */
  public RunReport report() {
    return Judge.judge(
        new RunResult(scenario, "simulator", 1, 20 * SECOND, ledger, readings, Optional.of(books)));
  }

  static Check check(RunReport report, String name) {
    return report.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check '" + name + "' in " + report.checks()));
  }
}
