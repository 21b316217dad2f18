package io.azimux.experiment.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.azimux.topology.Ecmp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TheoryTest {
  /** The middle one of N is gone; RFC 2992 and its analyses. */
  @ParameterizedTest
  @CsvSource({
    "MOD_N, 4, 0.75",
    "MOD_N, 8, 0.875",
    "MOD_N, 16, 0.9375",
    "MOD_N, 64, 0.984375",
    "HASH_THRESHOLD, 4, 0.3333",
    "HASH_THRESHOLD, 8, 0.2857",
    "HASH_THRESHOLD, 16, 0.2667",
    "HASH_THRESHOLD, 64, 0.2540",
    "RESILIENT, 4, 0.25",
    "RESILIENT, 64, 0.015625"
  })
  void aShareOfFlowsMovesWhenTheMiddleNextHopIsGone(Ecmp.Kind kind, int n, double share) {
    assertThat(EcmpLaw.movedShare(kind, n, n / 2)).isCloseTo(share, within(0.0001));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "1, 0.3333", "2, 0.3333", "3, 0.5"})
  void theEndsOfTheRangeAreTheWorstPlacesForThresholds(int gone, double share) {
    assertThat(EcmpLaw.movedShare(Ecmp.Kind.HASH_THRESHOLD, 4, gone))
        .isCloseTo(share, within(0.0001));
  }

  /** Residues and regions counted by hand. */
  @ParameterizedTest
  @CsvSource({
    "MOD_N, 4, 1, 2, 0.5",
    "MOD_N, 4, 0, 3, 1",
    "HASH_THRESHOLD, 4, 2, 3, 0.75",
    "HASH_THRESHOLD, 4, 0, 3, 0.5",
    "RESILIENT, 4, 1, 2, 0.5",
    "RESILIENT, 8, 0, 7, 0.25"
  })
  void theLawsHoldForSeveralThatAreGoneAtOnce(Ecmp.Kind kind, int n, int a, int b, double share) {
    assertThat(EcmpLaw.movedShare(kind, n, List.of(a, b))).isCloseTo(share, within(0.0001));
  }

  @Test
  void oneNextHopAloneHasNoLaw() {
    assertThatThrownBy(() -> EcmpLaw.movedShare(Ecmp.Kind.MOD_N, 1, 0))
        .hasMessage("place 0 of 1 next hops");
  }

  @ParameterizedTest
  @CsvSource({
    "50, 100, 0.4038, 0.5962",
    "0, 100, 0, 0.0370",
    "100, 100, 0.9630, 1",
    "272, 400, 0.6327, 0.7240",
    "0, 0, 0, 1"
  })
  void aShareLiesInWilsonsInterval(long hits, long trials, double low, double high) {
    Interval interval = Interval.ofShare(hits, trials);
    assertThat(interval.low()).isCloseTo(low, within(0.0005));
    assertThat(interval.high()).isCloseTo(high, within(0.0005));
    assertThat(interval.contains(trials == 0 ? 0.5 : (double) hits / trials)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 3.69", "1, 0.025, 5.57", "10, 4.80, 18.39", "100, 81.4, 121.6"})
  void aCountLiesInByarsInterval(long count, double low, double high) {
    Interval interval = Interval.ofCount(count);
    assertThat(interval.low()).isCloseTo(low, within(0.12));
    assertThat(interval.high()).isCloseTo(high, within(0.15));
  }
}
