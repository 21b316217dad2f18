package io.azimux.cli.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClocksTest {
  private static final long MILLI = 1_000_000;

  private final Clocks clocks = new Clocks();

  @Test
  void nothingIsKnownOfAClockThatWasNeverRead() {
    assertThat(clocks.of("a")).isEqualTo(new Clocks.Sample(0, Long.MAX_VALUE));
  }

  @Test
  void theQuickestAnswerCounts() {
    clocks.answered("a", 0, 1000, 800);
    clocks.answered("a", 10_000, 10_520, 10_040);
    clocks.answered("a", 20_000, 29_000, 20_900);
    assertThat(clocks.of("a")).isEqualTo(new Clocks.Sample(500, 20));
  }

  @Test
  void theTruthLiesWithinTheUncertaintyHoweverUnequalTheWaysAre() {
    Random random = new Random(5);
    for (int clock = 0; clock < 200; clock++) {
      long ahead = random.nextLong(2000 * MILLI) - 1000 * MILLI;
      String life = "clock " + clock;
      for (int question = 0; question < 20; question++) {
        long asked = question * 200 * MILLI;
        long read = asked + random.nextLong(30 * MILLI);
        clocks.answered(life, asked, read + ahead, read + random.nextLong(30 * MILLI));
      }
      Clocks.Sample sample = clocks.of(life);
      assertThat(Math.abs(sample.offset() - ahead)).isLessThanOrEqualTo(sample.uncertainty() + 1);
    }
  }

  @Test
  void anEstimateOfLongAgoIsGivenUpForAClockThatDrifts() {
    clocks.answered("a", 0, 10, 0);
    for (int i = 1; i <= 150; i++) {
      clocks.answered("a", i, i + 90, i + 20);
    }
    assertThat(clocks.of("a")).isEqualTo(new Clocks.Sample(80, 10));
  }
}
