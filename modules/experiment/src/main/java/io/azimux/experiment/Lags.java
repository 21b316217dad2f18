package io.azimux.experiment;

import io.azimux.node.Measure;
import java.util.OptionalDouble;

/** How late flow entries reached the other MUXes, as the MUXes measured it. */
final class Lags {
  /** Measured values are those of the last seconds: a reading somewhat earlier or later counts. */
  private static final long NEAR_NANOS = 2_000_000_000L;

  private final TimeSeries series;

  Lags(TimeSeries series) {
    this.series = series;
  }

  /** Longest lag, in seconds, of the highest quantile of any MUX near a time; else of the run. */
  OptionalDouble longestNear(long nanos) {
    OptionalDouble near = longest(nanos - NEAR_NANOS, nanos + NEAR_NANOS);
    return near.isPresent() ? near : longest(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Longest lag, in seconds, of the highest quantile of any MUX between two times. */
  OptionalDouble longest(long from, long to) {
    return at(highest(), from, to).max();
  }

  /** Middle of all readings of a quantile between two times, in seconds. */
  OptionalDouble typical(double quantile, long from, long to) {
    double[] values = at(quantile, from, to).sorted().toArray();
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(values[values.length / 2]);
  }

  /** The highest quantile that anybody reports, below the maximum; 1 where none does. */
  double highest() {
    return series.keys(Measure.REPLICATION_LAG).stream()
        .mapToDouble(key -> quantile(key.label()))
        .filter(quantile -> quantile < 1)
        .max()
        .orElse(1);
  }

  private java.util.stream.DoubleStream at(double quantile, long from, long to) {
    return series.keys(Measure.REPLICATION_LAG).stream()
        .filter(key -> quantile(key.label()) == quantile)
        .flatMap(key -> series.points(key).stream())
        .filter(point -> point.nanos() >= from && point.nanos() <= to)
        .mapToDouble(TimeSeries.Point::value)
        .filter(value -> value >= 0);
  }

  /** Of {@code 0.99}, {@code p99} or {@code max}; 1 where it is no number. */
  static double quantile(String label) {
    String digits = label.startsWith("p") ? "0." + label.substring(1) : label;
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
