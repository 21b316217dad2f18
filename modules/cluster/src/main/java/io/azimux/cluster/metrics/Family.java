package io.azimux.cluster.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All values of one metric at one moment. Values with the same labels are added up, since
 * Prometheus refuses a label set that stands twice.
 */
final class Family {
  private static final String COUNTER_SUFFIX = "_total";

  private final String name;
  private final String help;
  private final Map<Labels, Double> values = new LinkedHashMap<>();

  Family(String name, String help) {
    this.name = name;
    this.help = help;
  }

  void add(Labels labels, double value) {
    values.merge(labels, value, Double::sum);
  }

  /** A name that ends in {@code _total} is a counter, every other a gauge. */
  MetricSnapshot snapshot() {
    if (name.endsWith(COUNTER_SUFFIX)) {
      String base = name.substring(0, name.length() - COUNTER_SUFFIX.length());
      CounterSnapshot.Builder counter = CounterSnapshot.builder().name(base).help(help);
      values.forEach(
          (labels, value) ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
      return counter.build();
    }
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return gauge.build();
  }
}
