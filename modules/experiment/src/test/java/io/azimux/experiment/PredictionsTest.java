package io.azimux.experiment;

import static io.azimux.experiment.Runs.KILL;
import static io.azimux.experiment.Runs.LOAD;
import static io.azimux.experiment.Runs.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.azimux.node.Fact;
import io.azimux.topology.Action;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Fault;
import io.azimux.topology.Settings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  private static final List<String> ROUTERS = List.of("router-1", "router-2");
  private static final String MOVED = "flows that routers moved (resilient)";

  /** After the restart in {@link Runs#good} all is as it was before. */
  private static final long LATER = LOAD + 14 * SECOND;

  private final Runs run = resilient();

  private static Runs resilient() {
    Runs run = Runs.good();
    Settings settings = run.scenario.world().settings();
    Ecmp ecmp = settings.ecmp().with(Ecmp.Kind.RESILIENT);
    return run.on(run.scenario.withSettings(settings.withEcmp(ecmp)));
  }

  private Prediction prediction(String name) {
    return run.report().predictions().stream()
        .filter(prediction -> prediction.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(run.report().predictions().toString()));
  }

  @Test
  void aLossIsPredictedForAllFlowsThatLived() {
    Prediction moved = prediction(MOVED);
    assertThat(moved.predicted()).isCloseTo(0.25, within(0.001));
    assertThat(moved.trials()).isEqualTo(400);
    assertThat(moved.law()).contains("mux-2");
  }

  @Test
  void hostsThatChangeTheirRouterSayNothingOfMuxes() {
    run.ledger.fact(
        KILL - 1, "host-a", new Fact.NextHopChanged("host-a", "router-1", false, "BFD down"));
    assertThat(prediction(MOVED).trials()).isEqualTo(400);
  }

  @Test
  void muxesThatDieTogetherAreOneLoss() {
    kill(KILL + 1_000_000, "mux-4");
    Prediction moved = prediction(MOVED);
    assertThat(moved.predicted()).isCloseTo(0.5, within(0.001));
    assertThat(moved.law()).contains("mux-2 and mux-4");
  }

  @Test
  void aLaterLossSpeaksOfTheFlowsThatBeganSinceTheOneBefore() {
    for (int i = 500; i < 510; i++) {
      run.begin(i, LATER - SECOND, "mux-3");
    }
    run.adopt(500, LATER + SECOND, "mux-1", "nva1/eth0", "replicated_hit");
    kill(LATER, "mux-3");
    assertThat(prediction(MOVED + ", loss 1").trials()).isEqualTo(400);
    Prediction second = prediction(MOVED + ", loss 2");
    assertThat(second.trials()).isEqualTo(10);
    assertThat(second.measured()).isCloseTo(0.1, within(0.001));
  }

  @Test
  void aMuxThatRoutersGaveUpWithoutAFaultIsALossOfItsOwn() {
    run.begin(500, LATER - SECOND, "mux-3");
    ROUTERS.forEach(router -> run.route(LATER, router, "mux-3", false));
    assertThat(prediction(MOVED + ", loss 2").law()).contains("mux-3");
  }

  @Test
  void manyLossesAreTakenTogether() {
    for (int i = 0; i < 5; i++) {
      long at = LATER + i * SECOND;
      run.begin(500 + i, at - 1, "mux-3");
      kill(at, "mux-3");
      ROUTERS.forEach(router -> run.route(at + SECOND / 2, router, "mux-3", true));
    }
    Prediction moved = prediction(MOVED);
    assertThat(moved.trials()).isEqualTo(405);
    assertThat(moved.predicted()).isCloseTo(0.25, within(0.001));
    assertThat(moved.law()).contains("6 losses together");
  }

  private void kill(long nanos, String mux) {
    run.ledger.fault(nanos, new Fault(Duration.ZERO, new Action.Kill(mux)), 1);
    ROUTERS.forEach(router -> run.route(nanos + SECOND / 4, router, mux, false));
  }
}
