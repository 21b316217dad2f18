package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.Ledger;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlackHoleTest {
  private static final FiveTuple FLOW =
      new FiveTuple(Ipv4Address.parse("1.1.1.1"), Ipv4Address.parse("2.2.2.2"), 6, 1000, 22);

  private final Ledger ledger = new Ledger();
  private final BlackHole hole = new BlackHole(ledger);
  private long kill;

  @BeforeEach
  void aMuxIsKilled() {
    kill = Fleet.now();
    hole.opens("mux-1", kill, router(100, true));
  }

  @Test
  void whatVanishedIsBookedAsLateAsItCanHaveBeenSent() {
    long before = Fleet.now();
    hole.watch(router(140, true));
    hole.watch(router(140, true));
    hole.settle();
    assertThat(ledger.drops()).hasSize(1);
    assertThat(lost()).isEqualTo(40);
    assertThat(ledger.drops().get(0).nanos()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void aRouterThatWithdrewTheMuxSentItNothingAfterwards() {
    long withdrawn = withdraw();
    hole.watch(router(150, false));
    hole.settle();
    assertThat(ledger.drops())
        .containsExactly(new Ledger.Drop(withdrawn, "router-1", Disposition.STALE_NEXT_HOP, 50));
  }

  @Test
  void aRouterThatGoesOnSendingAfterItsWithdrawalIsFoundOut() {
    long withdrawn = withdraw();
    hole.watch(router(150, false));
    hole.watch(router(157, false));
    hole.settle();
    assertThat(lost()).isEqualTo(57);
    assertThat(ledger.drops()).anyMatch(drop -> drop.count() == 7 && drop.nanos() > withdrawn);
  }

  @Test
  void whatTheTransportGaveBackIsBookedWhenItWasSentAndOnlyOnce() {
    hole.watch(router(150, true));
    hole.noted(kill + 1, "router-1", lost(30));
    hole.noted(kill + 2, "router-1", lost(15));
    hole.settle();
    assertThat(ledger.drops())
        .contains(
            new Ledger.Drop(kill + 1, "router-1", Disposition.STALE_NEXT_HOP, 30),
            new Ledger.Drop(kill + 2, "router-1", Disposition.STALE_NEXT_HOP, 15));
    assertThat(lost()).isEqualTo(50);
  }

  @Test
  void aLossOutsideOfEveryBlackHoleIsNotForgotten() {
    hole.noted(kill - 1, "router-1", lost(3));
    hole.settle();
    assertThat(ledger.drops())
        .containsExactly(new Ledger.Drop(kill - 1, "router-1", Disposition.ELEMENT_DOWN, 3));
  }

  @Test
  void whatARouterSendsToTheMuxOnceItUsesItAgainIsNotLost() {
    hole.watch(router(150, false));
    hole.watch(router(300, true));
    hole.watch(router(400, true));
    hole.settle();
    assertThat(lost()).isEqualTo(50);
  }

  @Test
  void whatIsSentToOtherMuxesIsNotLost() {
    BlackHole other = new BlackHole(ledger);
    other.opens("mux-2", kill, router(100, true));
    other.watch(router(150, false));
    other.settle();
    assertThat(ledger.drops()).isEmpty();
  }

  private long withdraw() {
    long now = Fleet.now();
    ledger.fact(now, "router-1", new Fact.NextHopChanged("router-1", "mux-1", false, "BFD down"));
    return now;
  }

  private long lost() {
    return ledger.drops().stream().mapToLong(Ledger.Drop::count).sum();
  }

  private static Fact.PacketLost lost(int packets) {
    return new Fact.PacketLost(FLOW, Disposition.ELEMENT_DOWN, "mux-1", packets);
  }

  private static Map<String, Status> router(double sent, boolean active) {
    List<Status.Value> readings =
        List.of(
            new Status.Value(Measure.ROUTER_PACKETS.metric(), "mux-1", sent),
            new Status.Value(Measure.ROUTER_NEXT_HOP_ACTIVE.metric(), "mux-1", active ? 1 : 0));
    Status says = Statuses.of("router-1", "router", readings);
    return Map.of(
        "router-1",
        new Status(
            says.jvm(),
            says.pid(),
            says.uid(),
            says.self(),
            says.address(),
            Fleet.now(),
            says.members(),
            says.elements(),
            says.known(),
            says.lostForOthers(),
            says.chaos()));
  }
}
