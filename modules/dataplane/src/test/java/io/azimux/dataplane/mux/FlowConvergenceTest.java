package io.azimux.dataplane.mux;

import static io.azimux.dataplane.mux.MuxFixture.flow;
import static io.azimux.dataplane.mux.MuxPool.MILLI;
import static io.azimux.dataplane.mux.MuxPool.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.node.RandomSource;
import io.azimux.node.message.FrontendRule;
import io.azimux.packet.Tcp;
import io.azimux.topology.Replication.Mode;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** MUXes that decided differently on a flow end up with one decision. */
class FlowConvergenceTest {
  private static final int FLOWS = 25;

  private static FrontendRule pool(int first, int size) {
    Lab.Pooled[] backends = new Lab.Pooled[size];
    for (int i = 0; i < size; i++) {
      backends[i] = Lab.backend(first + i, true);
    }
    return Lab.rule(backends);
  }

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 24).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverPacketsMeetWhicheverMuxInTheEndAllHoldTheSame(long seed) {
    RandomSource random = new RandomSource(seed);
    Mode mode = seed % 3 == 0 ? Mode.DDATA_DEFERRED : Mode.DDATA;
    MuxPool pool = MuxPool.of(mode, pool(1, 3));
    pool.jitter = (int) (5 * MILLI);
    for (int step = 0; step < 600; step++) {
      String mux = "mux-" + (1 + random.nextInt(4));
      if (random.chance(0.02)) {
        pool.goal(mux, pool(1 + random.nextInt(4), 1 + random.nextInt(5)));
      }
      int flags = random.chance(0.4) ? Tcp.SYN : random.chance(0.05) ? Tcp.FIN : Tcp.ACK;
      pool.tcp(mux, flow(random.nextInt(FLOWS)), flags);
      pool.run(random.nextInt((int) (8 * MILLI)));
    }
    pool.run(20 * SECOND);
    for (int i = 2; i <= 4; i++) {
      assertThat(pool.digest("mux-" + i)).as("seed " + seed).isEqualTo(pool.digest("mux-1"));
    }
    for (int port = 0; port < FLOWS; port++) {
      if (pool.digest("mux-1") != 0) {
        pool.tcp("mux-" + (1 + port % 4), flow(port), Tcp.RST);
      }
    }
    pool.run(SECOND);
    for (int i = 1; i <= 4; i++) {
      assertThat(pool.digest("mux-" + i)).as("seed " + seed).isZero();
    }
  }

  @Test
  void aFlowThatBeganWithASynBeatsAGuessInMidFlowEvenOneWithTraffic() {
    MuxPool pool = MuxPool.of(Mode.DDATA, pool(1, 1));
    pool.goal("mux-2", pool(2, 1));
    assertThat(pool.tcp("mux-1", flow(1), Tcp.SYN)).startsWith("nva1");
    assertThat(pool.tcp("mux-2", flow(1), Tcp.ACK)).startsWith("nva2");
    assertThat(pool.tcp("mux-2", flow(1), Tcp.ACK)).startsWith("nva2");
    pool.run(60 * MILLI);
    assertThat(pool.tcp("mux-2", flow(1), Tcp.ACK)).startsWith("nva1");
    assertThat(pool.digest("mux-2")).isEqualTo(pool.digest("mux-1"));
  }

  @Test
  void aMuxWithEstablishedTrafficKeepsItsBackendAndAllOthersTakeItOver() {
    MuxPool pool = MuxPool.of(Mode.DDATA, pool(2, 1));
    pool.goal("mux-2", pool(1, 1));
    pool.goal("mux-1", pool(1, 1));
    assertThat(pool.tcp("mux-2", flow(1), Tcp.SYN)).startsWith("nva1");
    assertThat(pool.tcp("mux-2", flow(1), Tcp.ACK)).startsWith("nva1");
    assertThat(pool.tcp("mux-3", flow(1), Tcp.SYN)).startsWith("nva2");
    pool.run(100 * MILLI);
    assertThat(pool.tcp("mux-2", flow(1), Tcp.ACK)).startsWith("nva1");
    for (int i = 1; i <= 4; i++) {
      assertThat(pool.digest("mux-" + i)).isEqualTo(pool.digest("mux-2"));
      assertThat(pool.tcp("mux-" + i, flow(1), Tcp.ACK)).startsWith("nva1");
    }
  }

  @ParameterizedTest(name = "{0}: {1} beats {2}")
  @CsvSource({
    "a SYN over a guess,                0x0000000000000001, 0x0600000000000001",
    "a closed SYN over an open guess,   0x0100000000000001, 0x6200000000000001",
    "the later,                         0x3000000000000001, 0x2500000000000002",
    "a closed one over an open one,     0x2100000000000001, 0x2400000000000001",
    "established over not,              0x2400000000000001, 0x2000000000000002",
    "the later although it turned over, 0x1000000000000001, 0xf000000000000002",
    "a rule where nothing else differs, 0x3000000000000002, 0x3000000000000001"
  })
  void ofTwoRowsOneStandsWhicheverComesFirst(String name, String winner, String loser) {
    long one = Long.parseUnsignedLong(winner.substring(2), 16);
    long other = Long.parseUnsignedLong(loser.substring(2), 16);
    assertThat(FlowRow.compare(one, other)).as(name).isPositive();
    assertThat(FlowRow.compare(other, one)).as(name).isNegative();
  }
}
