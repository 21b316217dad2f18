package io.azimux.simulator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinkFaultsTest {
  @Test
  void valuesOutOfRangeAreRefusedWithTheRange() {
    assertThatThrownBy(() -> LinkFaults.NONE.withDelay(0))
        .hasMessage("delayNanos 0 is not 1..10000000000");
    assertThatThrownBy(() -> LinkFaults.NONE.withLoss(1.1)).hasMessage("loss 1.1 is not 0..1");
    assertThatThrownBy(() -> LinkFaults.NONE.withDuplication(Double.NaN))
        .hasMessage("duplication NaN is not 0..1");
    assertThatThrownBy(() -> LinkFaults.NONE.withQueue(0))
        .hasMessage("queuePackets 0 is not 1..1000000");
    assertThatThrownBy(() -> LinkFaults.NONE.withReorder(0.1, 0))
        .hasMessage("reorderNanos 0 is not 1..10000000000");
  }
}
