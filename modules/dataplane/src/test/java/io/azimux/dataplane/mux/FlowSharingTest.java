package io.azimux.dataplane.mux;

import static io.azimux.dataplane.mux.MuxFixture.flow;
import static io.azimux.dataplane.mux.MuxPool.MILLI;
import static io.azimux.dataplane.mux.MuxPool.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Tcp;
import io.azimux.topology.Replication.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What MUXes of a pool know of one another's flows, in each mode. */
class FlowSharingTest {
  private static final int FLOWS = 200;
  private static final FrontendRule THREE =
      Lab.rule(Lab.backend(1, true), Lab.backend(2, true), Lab.backend(3, true));
  private static final FrontendRule FOUR =
      Lab.rule(
          Lab.backend(1, true), Lab.backend(2, true), Lab.backend(3, true), Lab.backend(4, true));

  private static int remapped(MuxPool pool, String from, String to, long age, boolean trusted) {
    String[] before = new String[FLOWS];
    for (int i = 0; i < FLOWS; i++) {
      before[i] = pool.tcp(from, flow(i), Tcp.SYN);
      if (before[i].isEmpty()) {
        pool.run(3 * MILLI);
        before[i] = String.join(" ", pool.sent(from));
      }
      if (trusted) {
        pool.tcp(from, flow(i), Tcp.ACK);
      }
    }
    pool.run(age);
    pool.goal(FOUR);
    pool.kill(from);
    int remapped = 0;
    for (int i = 0; i < FLOWS; i++) {
      String after = pool.tcp(to, flow(i), Tcp.ACK);
      if (after.isEmpty()) {
        pool.run(25 * MILLI);
        after = String.join(" ", pool.sent(to));
      }
      remapped += after.equals(before[i]) ? 0 : 1;
    }
    return remapped;
  }

  @ParameterizedTest(name = "{0}, killed after {1} ms: {2}..{3} of 200 flows go elsewhere")
  @CsvSource({
    "NONE, 100, 120, 180",
    "DDATA, 100, 0, 0",
    "DDATA, 0, 120, 180",
    "DDATA_DEFERRED, 0, 0, 0",
    "LAZY, 100, 120, 180",
    "LAZY, 16000, 0, 0",
    "DHT, 100, 0, 0"
  })
  void aMuxDiesAfterThePoolChanged(Mode mode, long ageMillis, int least, int most) {
    MuxPool pool = MuxPool.of(mode, THREE);
    assertThat(remapped(pool, "mux-1", "mux-3", ageMillis * MILLI, true)).isBetween(least, most);
    boolean known = most == 0;
    assertThat(pool.decisions("mux-3", Decision.REPLICATED_HIT)).isEqualTo(known ? FLOWS : 0);
    assertThat(pool.decisions("mux-3", Decision.HASH_FALLBACK)).isEqualTo(known ? 0 : FLOWS);
    assertThat(pool.facts("mux-3")).hasSize(FLOWS).allMatch(Fact.FlowAdopted.class::isInstance);
  }

  @Test
  void aReplicatedFlowIsAdoptedOnceAndThenALocalHit() {
    MuxPool pool = MuxPool.of(Mode.DDATA, THREE);
    String backend = pool.tcp("mux-1", flow(1), Tcp.SYN);
    pool.run(30 * MILLI);
    for (int i = 0; i < 3; i++) {
      assertThat(pool.tcp("mux-2", flow(1), Tcp.ACK)).isEqualTo(backend);
    }
    assertThat(pool.decisions("mux-2", Decision.REPLICATED_HIT)).isEqualTo(1);
    assertThat(pool.decisions("mux-2", Decision.LOCAL_HIT)).isEqualTo(2);
    assertThat(pool.facts("mux-2"))
        .containsExactly(
            new Fact.FlowAdopted(flow(1), backend.replaceAll(":.*", "/eth0"), "replicated_hit"));
    assertThat(pool.facts("mux-1")).isEmpty();
  }

  @Test
  void aFirstPacketWaitsUntilAllPeersHoldItsFlowAndLaterOnesKeepTheirPlace() {
    MuxPool pool = MuxPool.of(Mode.DDATA_DEFERRED, THREE);
    assertThat(pool.tcp("mux-1", flow(7), Tcp.SYN)).isEmpty();
    assertThat(pool.tcp("mux-1", flow(7), Tcp.ACK)).isEmpty();
    pool.run(MILLI);
    assertThat(pool.sent("mux-1")).isEmpty();
    assertThat(pool.flows("mux-4")).isEqualTo(1);
    pool.run(MILLI);
    assertThat(pool.sent("mux-1")).hasSize(2);
    assertThat(pool.tcp("mux-1", flow(7), Tcp.ACK)).isNotEmpty();
    assertThat(pool.reading("mux-1", Measure.MUX_DEFERRED, "stored")).isEqualTo(1);
    assertThat(pool.decisions("mux-1", Decision.NEW)).isEqualTo(1);
    assertThat(pool.decisions("mux-1", Decision.LOCAL_HIT)).isEqualTo(2);
  }

  @Test
  void aFirstPacketThatNobodyConfirmsGoesOnAfterTheLimitAndIsNamed() {
    MuxPool pool = MuxPool.of(Mode.DDATA_DEFERRED, THREE);
    pool.loses = to -> true;
    assertThat(pool.tcp("mux-1", flow(7), Tcp.SYN)).isEmpty();
    pool.run(10 * MILLI - 1);
    assertThat(pool.sent("mux-1")).isEmpty();
    pool.run(1);
    assertThat(pool.sent("mux-1")).hasSize(1);
    assertThat(pool.facts("mux-1")).containsExactly(new Fact.FlowReleased(flow(7), 10 * MILLI));
    assertThat(pool.reading("mux-1", Measure.MUX_DEFERRED, "released")).isEqualTo(1);
  }

  @Test
  void moreFlowsThanMayWaitGoOnAtOnceAndAreNamed() {
    MuxPool pool = new MuxPool(MuxPool.settings(Mode.DDATA_DEFERRED, 20_000), THREE);
    pool.loses = to -> true;
    for (int i = 0; i < WaitingFlows.FLOWS; i++) {
      assertThat(pool.tcp("mux-1", flow(i), Tcp.SYN)).isEmpty();
    }
    assertThat(pool.tcp("mux-1", flow(60_000), Tcp.SYN)).startsWith("nva");
    assertThat(pool.facts("mux-1")).containsExactly(new Fact.FlowReleased(flow(60_000), 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"DDATA", "DDATA_DEFERRED", "LAZY"})
  void allMuxesHoldTheSameAndForgetWhatIsClosed(Mode mode) {
    MuxPool pool = MuxPool.of(mode, THREE);
    for (int i = 0; i < FLOWS; i++) {
      pool.tcp("mux-" + (1 + i % 4), flow(i), Tcp.SYN);
      pool.run(3 * MILLI);
      pool.tcp("mux-" + (1 + i % 4), flow(i), Tcp.ACK);
    }
    pool.run(16 * SECOND);
    assertDigestsEqual(pool);
    assertThat(pool.digest("mux-1")).isNotZero();
    assertThat(pool.flows("mux-2")).isEqualTo(FLOWS);
    for (int i = 0; i < FLOWS; i++) {
      pool.tcp("mux-" + (1 + i % 4), flow(i), Tcp.FIN | Tcp.ACK);
    }
    pool.run(25 * MILLI);
    assertThat(pool.digest("mux-1")).isZero();
    assertDigestsEqual(pool);
    pool.run(FlowAging.REPLICA_CLOSED_NANOS + FlowAging.ROUND_NANOS);
    assertThat(pool.flows("mux-1")).as("its own closed ones").isBetween(1.0, FLOWS / 4.0);
    pool.run(FlowAging.CLOSED_NANOS);
    assertThat(pool.flows("mux-1")).isZero();
  }

  private static void assertDigestsEqual(MuxPool pool) {
    for (String name : List.of("mux-2", "mux-3", "mux-4")) {
      assertThat(pool.digest(name)).as(name).isEqualTo(pool.digest("mux-1"));
    }
  }

  @Test
  void aLiveFlowIsNeverForgottenByItsReplicasAndAnIdleOneByAll() {
    MuxPool pool = MuxPool.of(Mode.DDATA, THREE);
    pool.tcp("mux-1", flow(1), Tcp.SYN);
    for (int i = 0; i < 60; i++) {
      pool.tcp("mux-1", flow(1), Tcp.ACK);
      pool.run(10 * SECOND);
      assertThat(pool.flows("mux-3")).as("after " + i).isEqualTo(1);
    }
    pool.run(Lab.IDLE_NANOS + 2 * FlowAging.ROUND_NANOS);
    assertThat(pool.digest("mux-3")).isZero();
    pool.run(2 * FlowAging.ROUND_NANOS);
    assertThat(pool.flows("mux-1")).isZero();
    assertThat(pool.flows("mux-3")).isZero();
  }

  @Test
  void flowsOfAMuxThatDiedAreForgottenInTheEndByAll() {
    MuxPool pool = MuxPool.of(Mode.DDATA, THREE);
    pool.tcp("mux-1", flow(1), Tcp.SYN);
    pool.tcp("mux-1", flow(1), Tcp.ACK);
    pool.run(10 * SECOND);
    pool.kill("mux-1");
    pool.run(Lab.IDLE_NANOS);
    assertThat(pool.flows("mux-2")).isEqualTo(1);
    pool.run(FlowAging.REPLICA_SLACK_NANOS + FlowAging.ROUND_NANOS);
    assertThat(pool.flows("mux-2")).isZero();
  }

  @Test
  void aFlowThatMovedIsNotClosedByTheMuxThatItLeft() {
    MuxPool pool = MuxPool.of(Mode.DDATA, THREE);
    pool.tcp("mux-1", flow(1), Tcp.SYN);
    pool.tcp("mux-1", flow(1), Tcp.ACK);
    pool.run(30 * MILLI);
    pool.loses = to -> true;
    for (int i = 0; i < 40; i++) {
      pool.tcp("mux-2", flow(1), Tcp.ACK);
      pool.run(10 * SECOND);
    }
    assertThat(pool.flows("mux-1")).as("cut off, it forgot the flow").isZero();
    pool.loses = to -> false;
    long high = FlowKey.high(Lab.CLIENT.bits(), Lab.FRONTEND.bits());
    long low = FlowKey.low(1, 22, 6, 0);
    long gone = FlowBatch.value(Lab.VNI, 0) | FlowBatch.CLOSED | FlowRow.IDLE;
    FlowBatch late =
        new FlowBatch("mux-1", 99, new long[] {high, low, gone | 7L << 60}, false, pool.now);
    pool.deliver(FlowBatch.STORE, "mux-2", late);
    pool.run(SECOND);
    assertThat(pool.digest("mux-2")).isNotZero();
    assertThat(pool.digest("mux-1")).isEqualTo(pool.digest("mux-2"));
  }

  @Test
  void rowsOfAFloodTakeHalfOfTheQuotaOfUntrustedFlowsAtMost() {
    MuxPool pool = new MuxPool(MuxPool.settings(Mode.DDATA, 400), THREE);
    for (int i = 0; i < 300; i++) {
      pool.tcp("mux-1", flow(i), Tcp.SYN);
    }
    pool.run(30 * MILLI);
    assertThat(pool.flows("mux-1")).isEqualTo(200);
    assertThat(pool.flows("mux-2")).isEqualTo(100);
    pool.tcp("mux-2", flow(1000), Tcp.SYN);
    assertThat(pool.decisions("mux-2", Decision.NEW)).isEqualTo(1);
  }

  @Test
  void anOwnerThatIsSilentIsNotWaitedForLongerThanTheBound() {
    MuxPool pool = MuxPool.of(Mode.DHT, THREE);
    pool.loses = to -> true;
    assertThat(pool.tcp("mux-1", flow(5), Tcp.ACK)).isEmpty();
    pool.run(Owners.PATIENCE_NANOS);
    assertThat(pool.sent("mux-1")).hasSize(1);
    assertThat(pool.decisions("mux-1", Decision.HASH_FALLBACK)).isEqualTo(1);
  }

  @Test
  void flowsOfADhtAreHeldByTheirMuxAndTwoOwnersOnly() {
    MuxPool pool = MuxPool.of(Mode.DHT, THREE);
    for (int i = 0; i < FLOWS; i++) {
      pool.tcp("mux-1", flow(i), Tcp.SYN);
    }
    pool.run(10 * MILLI);
    double others = pool.flows("mux-2") + pool.flows("mux-3") + pool.flows("mux-4");
    assertThat(others).isEqualTo(2 * FLOWS);
    assertThat(pool.flows("mux-3")).isBetween(FLOWS / 2.0, FLOWS * 0.8);
  }

  @Test
  void flowsOfADhtFindNewOwnersWhenOneDies() {
    MuxPool pool = MuxPool.of(Mode.DHT, THREE);
    for (int i = 0; i < FLOWS; i++) {
      pool.tcp("mux-1", flow(i), Tcp.SYN);
      pool.tcp("mux-1", flow(i), Tcp.ACK);
    }
    pool.run(SECOND);
    pool.kill("mux-2");
    pool.run(LivePeers.SILENCE_NANOS + 2 * FlowAging.ROUND_NANOS);
    assertThat(pool.flows("mux-3")).isEqualTo(FLOWS);
    assertThat(pool.flows("mux-4")).isEqualTo(FLOWS);
  }
}
