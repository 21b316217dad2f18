package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreFaultsTest {
  private final StoreFaults faults = new StoreFaults(42);

  @Test
  void aDelayHoldsUpBatchesAndRepairUntilItEnds() {
    faults.set(Duration.ofMillis(300), 0);
    assertThat(faults.ofBatch()).isEqualTo(300_000_000);
    assertThat(faults.ofRepair()).isEqualTo(300_000_000);
    faults.set(Duration.ZERO, 0);
    assertThat(faults.ofBatch()).isZero();
    assertThat(faults.ofRepair()).isZero();
  }

  @Test
  void lossTakesTheShareAskedForOfBatchesAndNothingOfRepair() {
    faults.set(Duration.ZERO, 0.25);
    int lost = 0;
    for (int i = 0; i < 10_000; i++) {
      lost += faults.ofBatch() == StoreFaults.LOST ? 1 : 0;
    }
    assertThat(lost).as("seed 42").isBetween(2_300, 2_700);
    assertThat(faults.ofRepair()).isZero();
  }

  @Test
  void asManyBatchesAreLostAsWereOrdered() {
    faults.loseNext(2);
    assertThat(faults.ofBatch()).isEqualTo(StoreFaults.LOST);
    assertThat(faults.ofBatch()).isEqualTo(StoreFaults.LOST);
    assertThat(faults.ofBatch()).isZero();
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> faults.set(Duration.ofMillis(-1), 0)).hasMessageContaining("delay");
    assertThatThrownBy(() -> faults.set(Duration.ZERO, 1.5)).hasMessageContaining("loss 1.5");
    assertThatThrownBy(() -> faults.set(Duration.ZERO, Double.NaN))
        .hasMessageContaining("loss NaN");
  }
}
