package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.Ledger;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlackHoleTest {
  private final Ledger ledger = new Ledger();
  private final BlackHole hole = new BlackHole(ledger);

  @Test
  void whatARouterSentToADeadMuxIsBookedAtTheKillOnceItHasWithdrawnIt() {
    hole.opens("mux-1", 77, router(100, true));
    hole.watch(router(140, true));
    assertThat(ledger.drops()).isEmpty();
    hole.watch(router(150, false));
    hole.watch(router(150, false));
    assertThat(ledger.drops())
        .containsExactly(new Ledger.Drop(77, "router-1", Disposition.STALE_NEXT_HOP, 50));
  }

  @Test
  void whatIsSentToOtherMuxesIsNotLost() {
    hole.opens("mux-2", 77, router(100, true));
    hole.watch(router(150, false));
    assertThat(ledger.drops()).isEmpty();
  }

  @Test
  void aMuxThatGotNothingLostNothing() {
    hole.opens("mux-1", 77, router(100, true));
    hole.watch(router(100, false));
    assertThat(ledger.drops()).isEmpty();
  }

  private static Map<String, Status> router(double sent, boolean active) {
    List<Status.Value> readings =
        List.of(
            new Status.Value(Measure.ROUTER_PACKETS.metric(), "mux-1", sent),
            new Status.Value(Measure.ROUTER_NEXT_HOP_ACTIVE.metric(), "mux-1", active ? 1 : 0));
    return Map.of("router-1", Statuses.of("router-1", "router", readings));
  }
}
