package io.azimux.dataplane.mux;

import static io.azimux.dataplane.mux.MuxFixture.flow;
import static io.azimux.dataplane.mux.MuxPool.MILLI;
import static io.azimux.dataplane.mux.MuxPool.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.node.Measure;
import io.azimux.node.message.FrontendRule;
import io.azimux.packet.Tcp;
import io.azimux.topology.Replication.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a MUX that starts comes to hold what its peers hold. */
class FlowJoinTest {
  private static final int FLOWS = 3000;
  private static final FrontendRule TWO = Lab.rule(Lab.backend(1, true), Lab.backend(2, true));

  private static MuxPool pool(Mode mode) {
    MuxPool pool = new MuxPool(MuxPool.settings(mode, 40_000), TWO);
    for (int i = 0; i < FLOWS; i++) {
      pool.tcp("mux-1", flow(i), Tcp.SYN);
      if (i % 100 == 99) {
        pool.run(3 * MILLI);
      }
    }
    pool.run(30 * MILLI);
    return pool;
  }

  private static boolean isSynchronised(MuxPool pool, String mux) {
    return pool.reading(mux, Measure.MUX_SYNCHRONISED, "") == 1;
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"DDATA", "DDATA_DEFERRED"})
  void aRestartedMuxIsSynchronisedOnceItHoldsAllFlows(Mode mode) {
    MuxPool pool = pool(mode);
    pool.kill("mux-2");
    pool.start("mux-2");
    assertThat(isSynchronised(pool, "mux-2")).isFalse();
    assertThat(pool.flows("mux-2")).isZero();
    pool.run(30 * MILLI);
    assertThat(isSynchronised(pool, "mux-2")).isTrue();
    assertThat(pool.flows("mux-2")).isEqualTo(FLOWS);
    assertThat(pool.digest("mux-2")).isEqualTo(pool.digest("mux-3"));
  }

  @Test
  void aMuxThatOwnsPartOfTheFlowsTakesThosePartsFromAllPeers() {
    MuxPool pool = pool(Mode.DHT);
    double before = pool.flows("mux-2");
    pool.kill("mux-2");
    pool.start("mux-2");
    pool.run(60 * MILLI);
    assertThat(isSynchronised(pool, "mux-2")).isTrue();
    assertThat(pool.flows("mux-2")).isBetween(before, FLOWS - 1.0);
  }

  @Test
  void muxesThatAllStartAtOnceWaitForNobody() {
    MuxPool pool = MuxPool.of(Mode.DDATA, TWO);
    pool.run(10 * MILLI);
    for (int i = 1; i <= 4; i++) {
      assertThat(isSynchronised(pool, "mux-" + i)).isTrue();
    }
  }

  @Test
  void aSilentPeerIsPassedOver() {
    MuxPool pool = pool(Mode.DDATA);
    pool.kill("mux-2");
    pool.kill("mux-3");
    pool.start("mux-2");
    pool.run(FlowJoin.SILENCE_NANOS - MILLI);
    assertThat(isSynchronised(pool, "mux-2")).isFalse();
    pool.run(30 * MILLI);
    assertThat(isSynchronised(pool, "mux-2")).isTrue();
    assertThat(pool.digest("mux-2")).isEqualTo(pool.digest("mux-1"));
  }

  @Test
  void aMuxAloneGivesUpAskingAfterTwoRounds() {
    MuxPool pool = pool(Mode.DDATA);
    for (int i = 1; i <= 4; i++) {
      pool.kill("mux-" + i);
    }
    pool.start("mux-2");
    pool.run(FlowJoin.ROUNDS * 3 * FlowJoin.SILENCE_NANOS - MILLI);
    assertThat(isSynchronised(pool, "mux-2")).isFalse();
    pool.run(MILLI);
    assertThat(isSynchronised(pool, "mux-2")).isTrue();
  }

  @Test
  void whatIsClosedWhileItsPartIsOnTheWayIsNotOpenedByThePart() {
    MuxPool pool = pool(Mode.DDATA);
    pool.kill("mux-2");
    pool.delay = 100 * MILLI;
    pool.start("mux-2");
    pool.run(150 * MILLI);
    pool.delay = 10 * MILLI;
    for (int i = 0; i < 50; i++) {
      pool.tcp("mux-1", flow(i), Tcp.RST);
    }
    pool.run(SECOND);
    assertThat(isSynchronised(pool, "mux-2")).isTrue();
    assertThat(pool.digest("mux-2")).isEqualTo(pool.digest("mux-1"));
  }

  @Test
  void flowsThatOpenAndCloseWhileAMuxJoinsLeaveNoDifference() {
    MuxPool pool = pool(Mode.DDATA);
    pool.kill("mux-4");
    pool.start("mux-4");
    for (int i = 0; i < 400; i++) {
      pool.tcp("mux-3", flow(10_000 + i), Tcp.SYN);
      pool.tcp("mux-1", flow(i), Tcp.FIN | Tcp.ACK);
      pool.run(MILLI / 4);
    }
    pool.run(SECOND);
    assertThat(pool.digest("mux-4")).isEqualTo(pool.digest("mux-1"));
    assertThat(pool.digest("mux-4")).isEqualTo(pool.digest("mux-3"));
  }
}
