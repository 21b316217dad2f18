package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The retransmission timeout against numbers worked out by hand from RFC 6298. */
class RoundTripTest {
  private static final long MS = 1_000_000L;

  private final RoundTrip roundTrip = new RoundTrip();
  private long now;
  private int sequence;

  @Test
  void itIsOneSecondBeforeTheFirstMeasurement() {
    assertThat(roundTrip.timeout()).isEqualTo(1000 * MS);
  }

  @Test
  void theFirstMeasurementGivesThreeTimesItselfAndLaterOnesAreSmoothed() {
    measure(100 * MS); // SRTT 100, RTTVAR 50
    assertThat(roundTrip.timeout()).isEqualTo(300 * MS);
    measure(100 * MS); // RTTVAR 37.5
    assertThat(roundTrip.timeout()).isEqualTo(250 * MS);
    measure(500 * MS); // RTTVAR 0.75 x 37.5 + 0.25 x 400 = 128.125, SRTT 150
    assertThat(roundTrip.timeout()).isEqualTo(662_500_000L);
  }

  @Test
  void itStaysBetweenItsBounds() {
    measure(MS);
    assertThat(roundTrip.timeout()).isEqualTo(TcpLimits.MIN_RTO);
    for (int i = 0; i < 20; i++) {
      roundTrip.backOff();
    }
    assertThat(roundTrip.timeout()).isEqualTo(TcpLimits.MAX_RTO);
  }

  @Test
  void whatWasSentTwiceIsNotMeasuredAndTheBackOffStays() {
    measure(100 * MS);
    roundTrip.onSent(sequence + 10, now);
    roundTrip.backOff();
    roundTrip.onRetransmission();
    roundTrip.onAcknowledged(sequence + 10, now + 5 * MS);
    assertThat(roundTrip.timeout()).isEqualTo(600 * MS);
    measure(100 * MS);
    assertThat(roundTrip.timeout()).isEqualTo(250 * MS);
  }

  @Test
  void anAcknowledgmentOfLessThanTheTimedSegmentIsNoMeasurement() {
    roundTrip.onSent(10, 0);
    roundTrip.onAcknowledged(9, 700 * MS);
    assertThat(roundTrip.timeout()).isEqualTo(1000 * MS);
    roundTrip.onAcknowledged(10, 800 * MS);
    assertThat(roundTrip.timeout()).isEqualTo(2400 * MS);
  }

  private void measure(long nanos) {
    sequence += 10;
    roundTrip.onSent(sequence, now);
    now += nanos;
    roundTrip.onAcknowledged(sequence, now);
  }
}
