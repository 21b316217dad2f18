package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.Ansi;
import io.azimux.experiment.Check;
import io.azimux.experiment.Judge;
import io.azimux.experiment.Ledger;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunResult;
import io.azimux.experiment.Status;
import io.azimux.experiment.SummaryText;
import io.azimux.node.Disposition;
import io.azimux.simulator.LinkFaults;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimRunTest {
  @Test
  void killingAMuxUnder400ConnectionsBreaksNoneAndLosesOnlyInsideTheHoldTime() {
    Scenario scenario = Scenarios.nvaInbound();
    RunResult run = SimRun.run(scenario, SimulatorOptions.of(1));
    RunReport report = Judge.judge(run);
    String summary = SummaryText.of(report, Ansi.OFF);

    assertThat(report.verdict().status()).as(summary).isEqualTo(Status.PASS);
    assertThat(measured(report, "connections")).isEqualTo("400/400 opened, 400 completed");
    assertThat(measured(report, "flow-affinity")).isEqualTo("400/400 flows kept their backend");
    long kill = run.ledger().faults().get(0).nanos();
    long hold = scenario.world().settings().bgp().detection().toNanos();
    List<Ledger.Drop> drops = run.ledger().drops();
    assertThat(drops)
        .isNotEmpty()
        .allMatch(drop -> drop.disposition() == Disposition.ELEMENT_DOWN)
        .allMatch(drop -> drop.nanos() >= kill && drop.nanos() <= kill + hold);
    assertThat(run.ledger().faults().get(0).carriedFlows()).isBetween(50L, 150L);
  }

  @Test
  void killingANvaIsAnExcuseForItsFlowsAndForNoOther() {
    List<Fault> faults = List.of(new Fault(Duration.ofSeconds(1), new Action.Kill("nva1")));
    RunReport report =
        Judge.judge(SimRun.run(Scenarios.with(60, 100, faults), SimulatorOptions.of(2)));
    assertThat(measured(report, "connections")).contains("because their backend or server died");
    assertThat(report.causes().get("backend_died")).isBetween(10, 50);
    assertThat(report.causes()).containsEntry("map_differs", 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void everythingAddsUpAndEveryConnectionCompletesOnBadLinks(long seed) {
    LinkFaults bad =
        LinkFaults.NONE
            .withJitter(100_000)
            .withLoss(0.002)
            .withDuplication(0.01)
            .withReorder(0.01, 1_000_000);
    RunResult run =
        SimRun.run(Scenarios.with(50, 20, List.of()), SimulatorOptions.of(seed).withLinks(bad));
    RunReport report = Judge.judge(run);
    String summary = "seed " + seed + System.lineSeparator() + SummaryText.of(report, Ansi.OFF);
    assertThat(status(report, "conservation")).as(summary).isEqualTo(Status.PASS);
    assertThat(status(report, "connections")).as(summary).isEqualTo(Status.PASS);
    assertThat(status(report, "flow-affinity")).as(summary).isEqualTo(Status.PASS);
    assertThat(report.drops().get("link_loss")).as(summary).isPositive();
  }

  private static String measured(RunReport report, String name) {
    return check(report, name).measured();
  }

  private static Status status(RunReport report, String name) {
    return check(report, name).status();
  }

  private static Check check(RunReport report, String name) {
    return report.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
