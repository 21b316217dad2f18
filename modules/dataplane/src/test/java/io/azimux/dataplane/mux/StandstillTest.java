package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Bgp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private static final long SECOND = 1_000_000_000L;

  private final Standstill standstill = new Standstill(Bgp.DEFAULTS);
  private final long detection = Bgp.DEFAULTS.detection().toNanos();

  @Test
  void aMuxThatIsCalledAllTheTimeHasNotStoodStill() {
    for (long now = 0; now < SECOND; now += detection / 2) {
      standstill.called(now);
      assertThat(standstill.isRecent(now)).isFalse();
    }
  }

  @Test
  void theFirstCallIsNoStandstillWhateverTheClockShows() {
    standstill.called(SECOND * 1_000_000);
    assertThat(standstill.isRecent(SECOND * 1_000_000)).isFalse();
  }

  @Test
  void aMuxIsCautiousForAWhileOnceItStoodStillForLongerThanRoutersWait() {
    standstill.called(0);
    long resumed = detection + 1;
    standstill.called(resumed);
    assertThat(standstill.isRecent(resumed)).isTrue();
    assertThat(standstill.isRecent(resumed + Standstill.CAUTION_NANOS - 1)).isTrue();
    assertThat(standstill.isRecent(resumed + Standstill.CAUTION_NANOS)).isFalse();
  }

  @Test
  void withVeryQuickDetectionAnOrdinaryGapIsStillNone() {
    Bgp defaults = Bgp.DEFAULTS;
    Standstill quick =
        new Standstill(
            new Bgp(
                defaults.holdTime(),
                defaults.keepalive(),
                defaults.connectRetry(),
                Duration.ofMillis(10),
                3));
    quick.called(0);
    quick.called(FlowAging.EVERY_NANOS);
    assertThat(quick.isRecent(FlowAging.EVERY_NANOS)).isFalse();
  }
}
