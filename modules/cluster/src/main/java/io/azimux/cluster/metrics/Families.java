package io.azimux.cluster.metrics;

import io.azimux.node.Measure;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/** All metrics of one answer to Prometheus, by name. */
final class Families {
  private final Map<String, Family> plain = new TreeMap<>();
  private final Map<String, HistogramFamily> histograms = new TreeMap<>();

  /** Adds a reading of an element. */
  void add(Measure measure, Labels element, String label, double value) {
    if (measure.isHistogram()) {
      histograms
          .computeIfAbsent(measure.metric(), name -> new HistogramFamily(name, measure.help()))
          .add(element, label, value);
      return;
    }
    Labels labels = measure.label().isEmpty() ? element : element.add(measure.label(), label);
    add(measure.metric(), measure.help(), labels, value);
  }

  /** Adds any other value. */
  void add(String name, String help, Labels labels, double value) {
    plain.computeIfAbsent(name, absent -> new Family(name, help)).add(labels, value);
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    for (Family family : plain.values()) {
      all.metricSnapshot(family.snapshot());
    }
    for (HistogramFamily family : histograms.values()) {
      all.metricSnapshot(family.snapshot());
    }
    return all.build();
  }
}
