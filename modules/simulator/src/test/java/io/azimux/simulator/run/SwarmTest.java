package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.Ansi;
import io.azimux.experiment.Judge;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.Status;
import io.azimux.experiment.SummaryText;
import io.azimux.node.RandomSource;
import io.azimux.simulator.LinkFaults;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links and faults drawn from the seed: whatever happens, no invariant may break. */
class SwarmTest {
  private static final List<String> VICTIMS =
      List.of("mux-1", "mux-2", "mux-3", "mux-4", "router-1", "host-a", "nva1", "controller-1");

  private static final List<String> INVARIANTS =
      List.of("connections", "flow-affinity", "conservation", "healthy-backends", "direct-return");

  @ParameterizedTest
  @ValueSource(longs = {4, 7, 12, 13, 16, 23, 26, 30, 35})
  void noInvariantBreaksWhateverIsKilledOnWhateverLinks(long seed) {
    RandomSource random = new RandomSource(seed);
    LinkFaults links =
        LinkFaults.NONE
            .withJitter(random.nextInt(200_000))
            .withLoss(random.nextInt(3) * 0.002)
            .withDuplication(random.nextInt(3) * 0.01)
            .withReorder(random.nextInt(3) * 0.01, 1_000_000);
    List<Fault> faults = faults(random);
    SimulatorOptions options = SimulatorOptions.of(seed).withLinks(links).withMessages(links);
    RunReport report = Judge.judge(SimRun.run(Scenarios.with(60, 60, faults), options));
    String summary = SummaryText.of(report, Ansi.OFF);
    assertThat(report.checks())
        .filteredOn(check -> INVARIANTS.contains(check.name()))
        .as("seed %d, %s%n%s", seed, faults, summary)
        .hasSameSizeAs(INVARIANTS)
        .noneMatch(check -> check.status() == Status.FAIL);
  }

  private static List<Fault> faults(RandomSource random) {
    List<Fault> faults = new ArrayList<>();
    int start = random.nextInt(VICTIMS.size());
    for (int i = random.nextInt(3); i >= 0; i--) {
      String victim = VICTIMS.get((int) ((start + 3L * i) % VICTIMS.size()));
      int at = 200 + random.nextInt(2000);
      faults.add(new Fault(Duration.ofMillis(at), new Action.Kill(victim)));
      if (random.chance(0.7)) {
        int later = at + 500 + random.nextInt(2000);
        faults.add(new Fault(Duration.ofMillis(later), new Action.Restart(victim)));
      }
    }
    return faults;
  }
}
