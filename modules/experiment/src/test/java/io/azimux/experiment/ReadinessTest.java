package io.azimux.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Fact;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final Readiness readiness = new Readiness(Runs.scenario().world());

  @Test
  void aWorldIsReadyWhenEveryRouterUsesEveryMuxAndEveryProbedBackendIsHealthy() {
    assertThat(readiness.missing()).hasSize(2 * 4 + 2).contains("nva1/eth0 is not healthy");
    for (int router = 1; router <= 2; router++) {
      for (int mux = 1; mux <= 4; mux++) {
        route("router-" + router, "mux-" + mux, true);
      }
    }
    health("nva1/eth0", true);
    assertThat(readiness.missing()).containsExactly("nva2/eth0 is not healthy");
    health("nva2/eth0", true);
    health("vm-prod-1/eth0", true);
    assertThat(readiness.isReady()).isTrue();
    assertThat(readiness.healthyBackends()).containsExactly("nva1/eth0", "nva2/eth0");
  }

  @Test
  void whatIsLostAgainIsMissingAgain() {
    aWorldIsReadyWhenEveryRouterUsesEveryMuxAndEveryProbedBackendIsHealthy();
    health("nva1/eth0", false);
    route("router-2", "mux-3", false);
    assertThat(readiness.missing())
        .containsExactly("router-2 has no route by mux-3", "nva1/eth0 is not healthy");
  }

  private void route(String router, String mux, boolean active) {
    readiness.fact(new Fact.NextHopChanged(router, mux, active, "test"));
  }

  private void health(String backend, boolean healthy) {
    readiness.fact(new Fact.BackendHealth(backend, healthy));
  }
}
