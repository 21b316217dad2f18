package io.azimux.experiment;

import static io.azimux.experiment.Runs.check;
import static io.azimux.experiment.Runs.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
  @Test
  void aGoodRunPasses() {
    RunReport report = Runs.good().report();
    assertThat(report.verdict()).isEqualTo(new Verdict(Status.PASS, java.util.List.of()));
    assertThat(report.verdict().exitStatus()).isZero();
    assertThat(check(report, "flow-affinity").measured())
        .isEqualTo("400/400 flows kept their backend");
    assertThat(check(report, "fault kill mux-2").measured())
        .contains(
            "engine: process gone", "router-1: withdrew it after 800 ms", "carried 101 flows");
    assertThat(report.causes().values()).containsOnly(0);
  }

  @Test
  void aRunOfWhichRecordsAreMissingCannotPass() {
    Runs run = Runs.good();
    run.ledger.missed(3);
    RunReport report = run.report();
    assertThat(report.verdict().status()).isEqualTo(Status.UNKNOWN);
    assertThat(check(report, "evidence").measured()).startsWith("3 records");
  }

  @Test
  void aRunInWhichAnElementFailedByADefectCannotPass() {
    Runs run = Runs.good();
    run.readings.of("router-1").reading(Measure.ELEMENT_FAILURES, "", 0);
    run.readings.of("router-2").reading(Measure.ELEMENT_FAILURES, "", 1);
    RunReport report = run.report();
    assertThat(report.verdict().reasons()).containsExactly("defects");
    assertThat(check(report, "defects").measured()).startsWith("router-2 failed");
  }

  @Test
  void aFlowAtASecondBackendFailsAffinityAndHasACause() {
    Runs run = Runs.good();
    run.ledger.fact(Runs.KILL + 1, "host-b", new Fact.FlowAtBackend(flow(3), "nva2/eth0", false));
    RunReport report = run.report();
    assertThat(check(report, "flow-affinity").status()).isEqualTo(Status.FAIL);
    assertThat(report.verdict().reasons()).containsExactly("flow-affinity");
    assertThat(report.verdict().exitStatus()).isEqualTo(1);
    assertThat(report.causes()).containsEntry("map_differs", 1);
  }

  @Test
  void aFlowThatLeftADeadBackendIsExcused() {
    Runs run = Runs.good();
    Fault death = new Fault(Duration.ofSeconds(6), new Action.Kill("nva1"));
    FaultRecord done = run.ledger.fault(Runs.KILL + Runs.SECOND, death, -1);
    run.ledger.evidence(done, Runs.KILL + Runs.SECOND, "engine", "process gone");
    run.ledger.fact(
        Runs.KILL + 2 * Runs.SECOND, "controller-1", new Fact.BackendHealth("nva1/eth0", false));
    run.ledger.fact(
        Runs.KILL + 3 * Runs.SECOND, "host-b", new Fact.FlowAtBackend(flow(3), "nva2/eth0", false));
    run.end(4, "reset", 0);
    RunReport report = run.report();
    assertThat(report.verdict().status()).isEqualTo(Status.PASS);
    assertThat(check(report, "connections").measured())
        .contains("1 because their backend or server died");
    assertThat(report.causes()).containsEntry("backend_died", 2);
  }

  @Test
  void aConnectionThatIsResetFailsWithoutAnExcuse() {
    Runs run = Runs.good();
    run.end(7, "reset", 0);
    RunReport report = run.report();
    assertThat(check(report, "connections").status()).isEqualTo(Status.FAIL);
    assertThat(check(report, "connections").measured())
        .isEqualTo("400/400 opened, 399 completed, 1 reset");
  }

  @Test
  void everyStallGetsTheCauseThatIsProvedForThatFlow() {
    Runs run = Runs.good();
    run.end(7, "completed", 950_000_000, 1);
    Fact lost = new Fact.PacketLost(flow(7), Disposition.ELEMENT_DOWN, "mux-4");
    run.ledger.fact(Runs.KILL + 1, "router-1", lost);
    run.end(8, "completed", 400_000_000, 2);
    run.end(9, "completed", 300_000_000, 0);
    RunReport report = run.report();
    assertThat(report.verdict().status()).isEqualTo(Status.PASS);
    assertThat(report.causes())
        .containsEntry("black_hole", 1)
        .containsEntry("during_kill", 1)
        .containsEntry("slow", 1);
    assertThat(report.causes().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
    assertThat(check(report, "stalls").measured()).contains("3 of 400", "longest 950 ms");
  }

  @Test
  void aMissingPacketFailsConservation() {
    Runs run = Runs.good();
    run.books = new Conservation(101, Map.of(Disposition.DELIVERED, 100L), 0);
    assertThat(check(run.report(), "conservation").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void aNewFlowAtABackendThatWasLongUnhealthyFails() {
    Runs run = Runs.good();
    run.ledger.fact(Runs.LOAD - 1, "controller-1", new Fact.BackendHealth("nva2/eth0", false));
    long late = Runs.LOAD + Judge.PROPAGATION_NANOS;
    run.ledger.fact(late, "host-b", new Fact.FlowAtBackend(flow(900), "nva2/eth0", true));
    assertThat(check(run.report(), "healthy-backends").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void aReturnPacketAtAMuxFailsDirectReturn() {
    Runs run = Runs.good();
    run.ledger.drop(Runs.LOAD - 5, "mux-1", Disposition.NO_RULE, 1);
    assertThat(check(run.report(), "direct-return").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void lossInsideTheHoldTimeIsExpectedAndLaterLossFails() {
    Runs run = Runs.good();
    run.ledger.drop(Runs.KILL + 100_000_000, "mux-2", Disposition.ELEMENT_DOWN, 30);
    assertThat(check(run.report(), "loss-window").measured())
        .isEqualTo("30 packets lost to faults while they last (a dead MUX: 1150 ms), 0 otherwise");
    run.ledger.drop(Runs.KILL + 3 * Runs.SECOND, "mux-1", Disposition.ELEMENT_DOWN, 2);
    Check late = check(run.report(), "loss-window");
    assertThat(late.status()).isEqualTo(Status.FAIL);
    assertThat(late.measured()).contains("2 otherwise (element_down at mux-1)");
  }

  @Test
  void aServerThatDiesExcusesTheConnectionsThatItBroke() {
    Runs run = Runs.good();
    Fault death = new Fault(Duration.ofSeconds(6), new Action.Kill("vm-prod-1"));
    run.ledger.fault(Runs.KILL + Runs.SECOND, death, -1);
    run.ledger.drop(Runs.KILL + 9 * Runs.SECOND, "vm-prod-1", Disposition.ELEMENT_DOWN, 5);
    run.end(4, "timeout", 0);
    RunReport report = run.report();
    assertThat(check(report, "connections").status()).isEqualTo(Status.PASS);
    assertThat(check(report, "loss-window").status()).isEqualTo(Status.PASS);
    assertThat(report.causes()).containsEntry("server_died", 1);
  }

  @Test
  void configuredLossOfLinksIsNoFailureButACauseOfStalls() {
    Runs run = Runs.good();
    run.ledger.drop(Runs.LOAD + 1, "router-1", Disposition.LINK_LOSS, 9);
    run.ledger.fact(
        Runs.LOAD + Runs.SECOND,
        "remote-pc",
        new Fact.ConnectionEnded(flow(5), "completed", 10, 1, 300_000_000));
    RunReport report = run.report();
    assertThat(report.verdict().status()).isEqualTo(Status.PASS);
    assertThat(report.causes()).containsEntry("link_loss", 1);
  }

  @Test
  void aFaultSeenByOneObserverOrOnAnIdleVictimLeavesTheRunUnknown() {
    Fault idle = new Fault(Duration.ofSeconds(12), new Action.Kill("mux-4"));
    Runs run = Runs.good();
    long at = Runs.LOAD + 12 * Runs.SECOND;
    FaultRecord done = run.ledger.fault(at, idle, 0);
    run.ledger.evidence(done, at, "engine", "process gone");
    assertThat(run.report().verdict().exitStatus()).isEqualTo(2);
    for (String router : new String[] {"router-1", "router-2"}) {
      run.ledger.fact(at + 5, router, new Fact.NextHopChanged(router, "mux-4", false, "hold time"));
    }
    RunReport report = run.report();
    assertThat(check(report, "withdrawal mux-4").status()).isEqualTo(Status.PASS);
    assertThat(check(report, "fault kill mux-4").status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void aRunWithoutAnyConnectionIsUnknown() {
    Ledger empty = new Ledger();
    RunReport report =
        Judge.judge(
            new RunResult(
                Runs.scenario(),
                "cluster",
                0,
                1,
                empty,
                new Readings(),
                java.util.Optional.empty()));
    assertThat(report.verdict().status()).isEqualTo(Status.UNKNOWN);
    assertThat(check(report, "faults").measured()).isEqualTo("2 faults were not done");
  }

  @Test
  void aReportIsWrittenForProgramsAndForPeople(@TempDir Path directory) throws IOException {
    RunReport report = Runs.good().report();
    RunReportWriter.write(report, directory.resolve("new/run"));
    assertThat(Files.readString(directory.resolve("new/run/report.json")))
        .contains("\"scenario\" : \"nva-inbound\"", "\"status\" : \"PASS\"");
    assertThat(Files.readString(directory.resolve("new/run/summary.txt")))
        .contains("verdict  PASS")
        .doesNotContain("\u001b");
    assertThat(SummaryText.of(report, Ansi.ON)).contains("\u001b[32mPASS");
  }
}
