package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.azimux.node.RandomSource;
import io.azimux.topology.Ecmp;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The shares of flows that move when a next hop leaves or comes, against theory. */
class EcmpGroupTest {
  private static final int FLOWS = 100_000;
  private static final long SEED = 20_230_520;

  private static int[] ports(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static int[] without(int[] ports, int dead) {
    return Arrays.stream(ports).filter(port -> port != dead).toArray();
  }

  private static EcmpGroup group(Ecmp.Kind kind, int[] ports) {
    return EcmpGroup.empty(Ecmp.DEFAULTS.with(kind)).next(ports, 0);
  }

  private static int[] choices(EcmpGroup group, long nowNanos) {
    RandomSource random = new RandomSource(SEED);
    return IntStream.range(0, FLOWS).map(i -> group.port(random.nextLong(), nowNanos)).toArray();
  }

  private static double share(int[] before, int[] after) {
    int moved = 0;
    for (int i = 0; i < FLOWS; i++) {
      moved += before[i] == after[i] ? 0 : 1;
    }
    return 1.0 * moved / FLOWS;
  }

  /** Published figures: of all flows, and of those whose next hop lives; in percent. */
  @ParameterizedTest(name = "{0} of {1} next hops")
  @CsvSource({
    "MOD_N, 4, 74.9, 66.6",
    "MOD_N, 8, 87.5, 85.7",
    "MOD_N, 16, 93.7, 93.3",
    "MOD_N, 64, 98.4, 98.4",
    "HASH_THRESHOLD, 4, 33.5, 11.1",
    "HASH_THRESHOLD, 8, 28.6, 18.4",
    "HASH_THRESHOLD, 16, 26.5, 21.7",
    "HASH_THRESHOLD, 64, 25.4, 24.2",
    "RESILIENT, 4, 25.0, 0",
    "RESILIENT, 8, 12.5, 0",
    "RESILIENT, 16, 6.2, 0",
    "RESILIENT, 64, 1.6, 0"
  })
  void oneNextHopLessMovesTheShareOfFlowsThatIsPublished(
      Ecmp.Kind kind, int size, double ofAll, double ofSurvivors) {
    int dead = size / 2;
    EcmpGroup before = group(kind, ports(size));
    int[] first = choices(before, 0);
    int[] second = choices(before.next(without(ports(size), dead), 1), 1);
    double lost = 1.0 * Arrays.stream(first).filter(port -> port == dead).count() / FLOWS;
    double moved = share(first, second);
    assertThat(100 * moved).as("seed " + SEED).isCloseTo(ofAll, within(0.6));
    assertThat(100 * (moved - lost) / (1 - lost))
        .as("seed " + SEED)
        .isCloseTo(ofSurvivors, within(0.6));
  }

  static Stream<Arguments> everyKindSizeAndPlace() {
    return Arrays.stream(Ecmp.Kind.values())
        .flatMap(
            kind ->
                IntStream.of(4, 8, 16, 64)
                    .boxed()
                    .flatMap(
                        size ->
                            IntStream.of(0, 1, size / 2, size - 1)
                                .mapToObj(place -> Arguments.of(kind, size, place))));
  }

  @ParameterizedTest(name = "{0}: {2} of {1}")
  @MethodSource("everyKindSizeAndPlace")
  void aNextHopThatLeavesMovesTheShareOfTheClosedForm(Ecmp.Kind kind, int size, int place) {
    EcmpGroup before = group(kind, ports(size));
    int[] first = choices(before, 0);
    int[] second = choices(before.next(without(ports(size), place), 1), 1);
    assertThat(share(first, second))
        .as("seed " + SEED)
        .isCloseTo(Ecmp.movedShare(kind, size, place), within(0.01));
  }

  @ParameterizedTest(name = "{0}: {2} of {1}")
  @MethodSource("everyKindSizeAndPlace")
  void aNextHopThatComesMovesTheShareOfTheClosedFormOnceNoFlowIsBusy(
      Ecmp.Kind kind, int size, int place) {
    EcmpGroup before = group(kind, without(ports(size), place));
    int[] first = choices(before, 0);
    long idle = Ecmp.DEFAULTS.idleTimer().toNanos();
    int[] second = choices(before.next(ports(size), idle), idle);
    assertThat(share(first, second))
        .as("seed " + SEED)
        .isCloseTo(Ecmp.movedShare(kind, size, place), within(0.01));
  }
}
