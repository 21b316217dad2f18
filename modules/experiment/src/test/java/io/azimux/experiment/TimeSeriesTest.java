package io.azimux.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Measure;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private final TimeSeries series = new TimeSeries();

  @Test
  void readingsOfAnElementAreFoundByMeasureAndLabelInOrderOfTime() {
    for (int i = 0; i < 100; i++) {
      series.at(i * 10L, "mux-1").reading(Measure.MUX_PACKETS, "", i);
      series.at(i * 10L, "mux-1").reading(Measure.MUX_DECISIONS, "new", 2.0 * i);
    }
    series.add(5, "mux-0", Measure.MUX_PACKETS, "", 7);
    assertThat(series.keys(Measure.MUX_PACKETS))
        .extracting(TimeSeries.Key::element)
        .containsExactly("mux-0", "mux-1");
    TimeSeries.Key key = new TimeSeries.Key("mux-1", Measure.MUX_DECISIONS, "new");
    assertThat(series.points(key)).hasSize(100).contains(new TimeSeries.Point(990, 198));
    assertThat(series.keys()).hasSize(3);
    assertThat(series.points(new TimeSeries.Key("mux-9", Measure.MUX_PACKETS, ""))).isEmpty();
  }

  @Test
  void aFullSeriesCountsWhatItRefuses() {
    for (int i = 0; i <= TimeSeries.CAPACITY; i++) {
      series.add(i, "mux-1", Measure.MUX_FLOWS, "", i);
    }
    assertThat(series.size()).isEqualTo(TimeSeries.CAPACITY);
    assertThat(series.refused()).isEqualTo(1);
  }
}
