package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.http.Status;
import io.azimux.node.Measure;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CyclePlanTest {
  private static final long SEED = 5;
  private final CyclePlan plan = new CyclePlan(scenario(), 2, SEED, Gauges::flows);
  private int seconds = 10;

  private static Scenario scenario() {
    try {
      return ScenarioFile.read(Path.of("../../scenarios/nva-inbound.yaml"));
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All carry flows; routers use all MUXes but one. */
  private static Map<String, Status> world(String unused, long flows) {
    Map<String, Status> statuses = new LinkedHashMap<>();
    for (String router : List.of("router-1", "router-2")) {
      List<Status.Value> readings = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        String mux = "mux-" + i;
        readings.add(
            new Status.Value(
                Measure.ROUTER_NEXT_HOP_ACTIVE.metric(), mux, mux.equals(unused) ? 0 : 1));
      }
      statuses.put(router, Statuses.of(router, "router", readings));
    }
    for (int i = 1; i <= 4; i++) {
      Status.Value held = new Status.Value(Measure.MUX_FLOWS_CARRIED.metric(), "", flows);
      statuses.put("mux-" + i, Statuses.of("mux-" + i, "mux", List.of(held)));
    }
    return statuses;
  }

  private List<Action> round(String unused, long flows) {
    return plan.due(Duration.ofSeconds(seconds++), world(unused, flows)).stream()
        .map(Fault::action)
        .toList();
  }

  @Test
  void eachStepWaitsForTheOneBefore() {
    for (int cycle = 0; cycle < 2; cycle++) {
      List<Action> first = round("", 7);
      assertThat(first).as("seed %d", SEED).singleElement().isInstanceOf(Action.Kill.class);
      String victim = ((Action.Kill) first.get(0)).element();
      assertThat(round("", 7)).as("routers still use it").isEmpty();
      assertThat(round(victim, 7)).containsExactly(new Action.Restart(victim));
      assertThat(round(victim, 7)).as("not used again").isEmpty();
      assertThat(plan.isDone()).isFalse();
      seconds--;
      if (cycle == 1) {
        assertThat(round("", 7)).isEmpty();
      }
    }
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.missing()).isZero();
  }

  @Test
  void anIdleMuxIsNotKilled() {
    assertThat(round("", 0)).isEmpty();
    assertThat(plan.isDone()).isFalse();
  }

  @Test
  void aMuxThatNeverComesBackEndsThePlanAndWhatIsMissingIsCounted() {
    String victim = ((Action.Kill) round("", 7).get(0)).element();
    assertThat(round(victim, 7)).hasSize(1);
    seconds += 61;
    assertThat(round(victim, 7)).isEmpty();
    assertThat(plan.isDone()).isTrue();
    assertThat(plan.missing()).isEqualTo(4);
  }

  @Test
  void connectionsLiveThroughSeveralCyclesAndCanBeToldApart() {
    CyclePlan hundred = new CyclePlan(scenario(), 100, SEED, Gauges::flows);
    Scenario.Load load = hundred.load();
    Duration life = load.keystrokeEvery().multipliedBy(load.linesPerConnection());
    assertThat(life).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    long waves = Duration.ofSeconds(800).dividedBy(hundred.again()) + 1;
    assertThat(waves * load.connections()).isLessThan(60_000);
  }
}
