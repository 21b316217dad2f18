package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.azimux.node.RandomSource;
import io.azimux.topology.Ecmp;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shares of flows that move when the middle one of N next hops dies, against theory. */
class EcmpGroupTest {
  private static final int FLOWS = 100_000;
  private static final long SEED = 20_230_520;

  @ParameterizedTest(name = "{0} of {1} next hops")
  @CsvSource({
    "MOD_N, 4, 74.9, 66.6",
    "MOD_N, 8, 87.5, 85.7",
    "MOD_N, 16, 93.7, 93.3",
    "MOD_N, 64, 98.4, 98.4",
    "HASH_THRESHOLD, 4, 33.5, 11.1",
    "HASH_THRESHOLD, 8, 28.6, 18.4",
    "HASH_THRESHOLD, 16, 26.5, 21.7",
    "HASH_THRESHOLD, 64, 25.4, 24.2"
  })
  void oneNextHopLessMovesTheShareOfFlowsThatTheoryGives(
      Ecmp.Kind kind, int size, double ofAll, double ofSurvivors) {
    int dead = size / 2;
    int[] ports = IntStream.range(0, size).toArray();
    EcmpGroup before = EcmpGroup.empty(kind).next(ports);
    EcmpGroup after = before.next(Arrays.stream(ports).filter(p -> p != dead).toArray());
    RandomSource random = new RandomSource(SEED);
    int moved = 0;
    int lost = 0;
    for (int i = 0; i < FLOWS; i++) {
      long hash = random.nextLong();
      int port = before.port(hash);
      moved += port == after.port(hash) ? 0 : 1;
      lost += port == dead ? 1 : 0;
    }
    String as = "seed " + SEED;
    assertThat(100.0 * moved / FLOWS).as(as).isCloseTo(ofAll, within(0.6));
    assertThat(100.0 * (moved - lost) / (FLOWS - lost)).as(as).isCloseTo(ofSurvivors, within(0.6));
  }
}
