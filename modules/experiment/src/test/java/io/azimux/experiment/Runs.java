package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
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

  private Runs() {}

  /** The scenario of the text. */
  public static Scenario scenario() {
    return SCENARIO;
  }

  private static Scenario read() {
    String root = System.getProperty("azimux.root", "../..");
    try {
      return ScenarioFile.read(Path.of(root).resolve("scenarios/nva-inbound.yaml"));
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

  static Runs good() {
    Runs run = new Runs();
    run.ledger.loadStarted(LOAD);
    run.ledger.fact(SECOND, "controller-1", new Fact.BackendHealth("nva1/eth0", true));
    run.ledger.fact(SECOND, "controller-1", new Fact.BackendHealth("nva2/eth0", true));
    for (int i = 0; i < scenario().load().connections(); i++) {
      run.ledger.fact(LOAD + i, "host-a", new Fact.FlowAtBackend(flow(i), "nva1/eth0", true));
      run.ledger.fact(LOAD + i, "remote-pc", new Fact.ConnectionOpened(flow(i), 1000));
      run.end(i, "completed", 0);
    }
    for (Fault fault : scenario().faults()) {
      long at = LOAD + fault.at().toNanos();
      boolean kill = fault.isKill();
      FaultRecord done = run.ledger.fault(at, fault, kill ? 101 : -1);
      run.ledger.evidence(done, at + 1, "engine", kill ? "process gone" : "process started");
      for (String router : new String[] {"router-1", "router-2"}) {
        Fact change = new Fact.NextHopChanged(router, fault.element(), !kill, "hold time");
        run.ledger.fact(at + 800_000_000, router, change);
      }
    }
    run.readings.of("host-a").reading(Measure.VFP_DIRECT_RETURN, "", 40);
    return run;
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

  RunReport judged() {
    return Judge.judge(
        new RunResult(
            scenario(), "simulator", 1, 20 * SECOND, ledger, readings, Optional.of(books)));
  }

  static Check check(RunReport report, String name) {
    return report.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check '" + name + "' in " + report.checks()));
  }
}
