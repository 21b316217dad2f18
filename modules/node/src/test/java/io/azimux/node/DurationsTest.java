package io.azimux.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private static Map<String, Double> read(Durations durations) {
    Map<String, Double> readings = new LinkedHashMap<>();
    durations.report(Measure.TCP_HANDSHAKE, (measure, label, value) -> readings.put(label, value));
    return readings;
  }

  @Test
  void boundsGrowAsOneTwoAndAHalfFive() {
    assertThat(read(new Durations(1_000_000, 5)).keySet())
        .containsExactly("0.001", "0.0025", "0.005", "0.01", "0.025", "+Inf", "sum");
  }

  @Test
  void aBoundBelongsToItsBucketAndBucketsAddUp() {
    Durations durations = new Durations(1_000_000, 3);

    durations.add(1_000_000);
    durations.add(1_000_001);
    durations.add(5_000_001, 3);

    assertThat(read(durations))
        .containsEntry("0.001", 1.0)
        .containsEntry("0.0025", 2.0)
        .containsEntry("0.005", 2.0)
        .containsEntry("+Inf", 5.0);
    assertThat(read(durations).get("sum")).isEqualTo(0.017000004);
  }

  @Test
  void aClockThatWentBackCountsAsNoTime() {
    Durations durations = Durations.ofNetwork();

    durations.add(-7);

    assertThat(read(durations)).containsEntry("0.001", 1.0).containsEntry("sum", 0.0);
  }

  @Test
  void sumsOfSeveralAreThoseOfAllTheirDurations() {
    Durations one = Durations.ofNetwork();
    Durations other = Durations.ofNetwork();
    one.add(2_000_000);
    other.add(3_000_000_000L);

    one.addAll(other);

    assertThat(read(one)).containsEntry("0.0025", 1.0).containsEntry("5", 2.0);
    assertThatIllegalArgumentException().isThrownBy(() -> one.addAll(new Durations(10, 2)));
  }
}
