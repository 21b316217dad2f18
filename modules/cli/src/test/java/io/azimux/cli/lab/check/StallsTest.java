package io.azimux.cli.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallsTest {
  private final Stalls stalls = new Stalls();

  @Test
  void onlyTheTimeWithinTheSpanCounts() {
    answered(100, 900);
    assertThat(stalls.longest(400, 2_000)).isEqualTo(500);
    assertThat(stalls.longest(0, 2_000)).isEqualTo(800);
    assertThat(stalls.longest(900, 2_000)).isZero();
  }

  @Test
  void anAnswerThatStillIsMissingCountsUntilTheEndOfTheSpan() {
    answered(0, 10);
    stalls.begun(50);
    assertThat(stalls.longest(20, 1_050)).isEqualTo(1_000);
    assertThat(stalls.longest(100, 1_050)).isEqualTo(950);
  }

  @Test
  void theLongestOfSeveralIsTaken() {
    answered(0, 10);
    answered(20, 320);
    answered(330, 340);
    assertThat(stalls.longest(0, 400)).isEqualTo(300);
    assertThat(stalls.median()).isEqualTo(10);
    assertThat(stalls.count()).isEqualTo(3);
  }

  @Test
  void anAnswerToAnEarlierQuestionProvesNothing() {
    answered(100, 900);
    assertThat(stalls.answeredAfter(500)).isFalse();
    answered(901, 902);
    assertThat(stalls.answeredAfter(500)).isTrue();
  }

  private void answered(long begun, long ended) {
    stalls.begun(begun);
    stalls.ended(begun, ended);
  }
}
