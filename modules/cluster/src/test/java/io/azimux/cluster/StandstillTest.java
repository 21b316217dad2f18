package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private final AtomicLong clock = new AtomicLong();
  private final Standstill standstill = new Standstill(clock::get);

  private void lookAfter(long nanos) {
    clock.addAndGet(nanos);
    standstill.look();
  }

  @Test
  void aBusyMachineIsNoStandstill() {
    lookAfter(Standstill.LEAST_NANOS - 1);
    assertThat(standstill.longest()).isZero();
  }

  @Test
  void theLongestStandstillIsRemembered() {
    lookAfter(5_000_000_000L);
    lookAfter(1_000_000_000L);
    assertThat(standstill.longest()).isEqualTo(5_000_000_000L);
  }
}
