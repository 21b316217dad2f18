package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LagWindowTest {
  private static final long MILLI = 1_000_000;

  private final LagWindow window = new LagWindow();

  @Test
  void quantilesAreThoseOfFlowsNotOfBatches() {
    window.add(5 * MILLI, 990, 1);
    window.add(100 * MILLI, 10, 1);
    assertThat(window.quantile(0.5, 1)).isCloseTo(0.005, Percentage.withPercentage(7));
    assertThat(window.quantile(0.99, 1)).isCloseTo(0.005, Percentage.withPercentage(7));
    assertThat(window.quantile(1, 1)).isCloseTo(0.1, Percentage.withPercentage(7));
  }

  @Test
  void whatIsOlderThanTwoSpansIsForgotten() {
    window.add(5 * MILLI, 1, 1);
    assertThat(window.quantile(1, 1 + LagWindow.SPAN_NANOS)).isPositive();
    assertThat(window.quantile(1, 2 + 2 * LagWindow.SPAN_NANOS)).isZero();
    window.add(7 * MILLI, 1, 3 + 20 * LagWindow.SPAN_NANOS);
    assertThat(window.quantile(1, 3 + 20 * LagWindow.SPAN_NANOS)).isCloseTo(0.007, within(0.0005));
  }

  @Test
  void everyLagFallsIntoABucketThatEndsCloselyAboveIt() {
    for (long lag = 1; lag < 3_600_000 * MILLI; lag += 1 + lag / 7) {
      long highest = LagWindow.highest(LagWindow.bucket(lag));
      assertThat(highest).as("%d", lag).isGreaterThan(lag).isLessThan(lag + 1100 + lag / 8);
    }
    assertThat(LagWindow.bucket(-5)).isZero();
    assertThat(LagWindow.highest(LagWindow.bucket(Long.MAX_VALUE))).isPositive();
  }
}
