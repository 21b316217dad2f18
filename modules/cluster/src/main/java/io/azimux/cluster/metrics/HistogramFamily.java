package io.azimux.cluster.metrics;

import io.azimux.node.Durations;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A histogram at one moment, for each set of labels. */
final class HistogramFamily {
  private final String name;
  private final String help;
  private final Map<Labels, Buckets> values = new LinkedHashMap<>();

  /** Durations up to a bound in seconds, and the sum of all. */
  private static final class Buckets {
    final Map<Double, Double> upTo = new TreeMap<>();
    double sum;

    HistogramDataPointSnapshot point(Labels labels) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      double before = 0;
      for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
        buckets.bucket(bucket.getKey(), (long) (bucket.getValue() - before));
        before = bucket.getValue();
      }
      return HistogramDataPointSnapshot.builder()
          .labels(labels)
          .classicHistogramBuckets(buckets.build())
          .sum(sum)
          .build();
    }
  }

  HistogramFamily(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /** Takes one reading of what {@link Durations} reports. */
  void add(Labels labels, String label, double value) {
    Buckets buckets = values.computeIfAbsent(labels, absent -> new Buckets());
    if (label.equals(Durations.SUM)) {
      buckets.sum += value;
    } else {
      double bound =
          label.equals(Durations.ALL) ? Double.POSITIVE_INFINITY : Double.parseDouble(label);
      buckets.upTo.merge(bound, value, Double::sum);
    }
  }

  MetricSnapshot snapshot() {
    HistogramSnapshot.Builder histogram = HistogramSnapshot.builder().name(name).help(help);
    values.forEach((labels, buckets) -> histogram.dataPoint(buckets.point(labels)));
    return histogram.build();
  }
}
