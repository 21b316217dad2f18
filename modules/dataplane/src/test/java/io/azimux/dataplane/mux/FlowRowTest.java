package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.message.FlowBatch;
import org.junit.jupiter.api.Test;

/** Versions have four bits, and turn over. */
class FlowRowTest {
  private static final int VERSIONS = 16;

  private static int version(int number) {
    return Math.floorMod(number, VERSIONS);
  }

  private static long row(int version, boolean closed) {
    long row = FlowRow.of(FlowEntry.of(0, true, 0, version, 0), 0x0a000104);
    return closed ? row | FlowBatch.CLOSED : row;
  }

  @Test
  void aVersionIsNewerThanTheSevenBeforeItAlsoWhereTheNumberTurnsOver() {
    for (int version = 0; version < VERSIONS; version++) {
      assertThat(FlowRow.newer(version, version)).isZero();
      for (int later = 1; later < VERSIONS / 2; later++) {
        assertThat(FlowRow.newer(version(version + later), version)).isPositive();
        assertThat(FlowRow.newer(version, version(version + later))).isNegative();
      }
    }
  }

  @Test
  void allMuxesAgreeWhichOfAnyTwoRowsStandsInWhateverOrderTheyCome() {
    for (int a = 0; a < VERSIONS; a++) {
      for (int b = 0; b < VERSIONS; b++) {
        for (int closed = 0; closed < 4; closed++) {
          long one = row(a, (closed & 1) != 0);
          long other = row(b, (closed & 2) != 0);
          int stands = Integer.signum(FlowRow.compare(one, other));
          assertThat(Integer.signum(FlowRow.compare(other, one)))
              .as("versions %d and %d", a, b)
              .isEqualTo(-stands);
          assertThat(stands == 0).isEqualTo(one == other);
        }
      }
    }
  }

  @Test
  void aFlowThatBeginsAfterAnotherIsNewerThanItAtAnyTime() {
    for (int before = 0; before < VERSIONS; before++) {
      for (long now = 0; now < 40_000_000_000L; now += 1_000_000_000L) {
        assertThat(FlowRow.newer(FlowRow.versionAfter(before, now), before)).isPositive();
      }
    }
  }
}
