package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the lines of plots out of readings. */
final class Curves {
  /** Most points of a line: more than a screen has columns, few enough for a page. */
  static final int POINTS = 800;

  private final RunResult run;
  private final long zero;
  private final long step;
  private final int bins;

  private Curves(RunResult run) {
    this.run = run;
    zero = run.ledger().loadStartNanos();
    long duration = Math.max(1, run.durationNanos());
    long rough = Math.max(200_000_000L, (duration + POINTS - 1) / POINTS);
    step = (rough + 99_999_999) / 100_000_000 * 100_000_000;
    bins = (int) (duration / step) + 1;
  }

  static List<Curve> of(RunResult run) {
    Curves curves = new Curves(run);
    List<Curve> all = new ArrayList<>();
    all.addAll(curves.rates("packets", Measure.MUX_PACKETS, true));
    all.addAll(curves.losses());
    all.addAll(curves.lag());
    all.addAll(curves.rates("decisions", Measure.MUX_DECISIONS, false));
    all.addAll(curves.tables());
    return all;
  }

  /** Growth of a counter in a span; a counter that began anew counts from 0. */
  static double increase(List<TimeSeries.Point> points, Window window) {
    double sum = 0;
    TimeSeries.Point last = null;
    for (TimeSeries.Point point : points) {
      if (point.nanos() > window.from() && point.nanos() <= window.to()) {
        sum += growth(last, point);
      }
      last = point;
    }
    return sum;
  }

  private static double growth(TimeSeries.@Nullable Point last, TimeSeries.Point point) {
    double before = last == null ? 0 : last.value();
    return point.value() >= before ? point.value() - before : point.value();
  }

  /** Growth per second, by element or summed by label; 0 while nobody counts. */
  private List<Curve> rates(String plot, Measure measure, boolean byElement) {
    Map<String, double[]> lines = new TreeMap<>();
    for (TimeSeries.Key key : run.series().keys(measure)) {
      double[] line =
          lines.computeIfAbsent(byElement ? key.element() : key.label(), any -> new double[bins]);
      TimeSeries.Point last = null;
      for (TimeSeries.Point point : run.series().points(key)) {
        if (last != null) {
          spread(line, last.nanos(), point.nanos(), growth(last, point));
        }
        last = point;
      }
    }
    return curves(plot, lines);
  }

  /** What grew between two readings grew evenly, as far as anybody knows. */
  private void spread(double[] line, long from, long to, double growth) {
    for (int bin = Math.max(0, bin(from)); bin < bins && zero + bin * step < to; bin++) {
      long begin = Math.max(from, zero + bin * step);
      long end = Math.min(to, zero + (bin + 1) * step);
      if (end > begin) {
        line[bin] += growth * (end - begin) / (to - from) * 1e9 / step;
      }
    }
  }

  private List<Curve> losses() {
    Map<Disposition, double[]> lines = new TreeMap<>();
    for (Ledger.Drop drop : run.ledger().drops()) {
      int bin = bin(drop.nanos());
      if (bin >= 0) {
        lines.computeIfAbsent(drop.disposition(), any -> new double[bins])[bin] += drop.count();
      }
    }
    Map<String, double[]> named = new LinkedHashMap<>();
    lines.forEach((disposition, line) -> named.put(disposition.label(), line));
    return curves("loss", named);
  }

  private List<Curve> curves(String plot, Map<String, double[]> lines) {
    List<Curve> curves = new ArrayList<>();
    lines.forEach(
        (name, line) -> {
          List<Long> times = new ArrayList<>();
          List<@Nullable Double> values = new ArrayList<>();
          for (int bin = 0; bin < bins; bin++) {
            times.add(bin * step / 1_000_000);
            values.add(rounded(line[bin]));
          }
          curves.add(new Curve(plot, name, times, values));
        });
    return curves;
  }

  /** In milliseconds, the worst MUX at each time. */
  private List<Curve> lag() {
    Map<String, List<TimeSeries.Key>> byQuantile = new TreeMap<>();
    for (TimeSeries.Key key : run.series().keys(Measure.REPLICATION_LAG)) {
      byQuantile.computeIfAbsent(key.label(), any -> new ArrayList<>()).add(key);
    }
    List<Curve> curves = new ArrayList<>();
    byQuantile.forEach((label, keys) -> curves.add(worst("lag", quantileName(label), keys, 1000)));
    return curves;
  }

  private static String quantileName(String label) {
    double quantile = Lags.quantile(label);
    return quantile >= 1 ? label : "p" + Math.round(quantile * 1000) / 10.0;
  }

  private List<Curve> tables() {
    List<Curve> curves = new ArrayList<>();
    for (TimeSeries.Key key : run.series().keys(Measure.MUX_FLOWS)) {
      curves.add(worst("flows", key.element(), List.of(key), 1));
    }
    return curves;
  }

  private Curve worst(String plot, String name, List<TimeSeries.Key> keys, double scale) {
    @Nullable Double[] line = new @Nullable Double[bins];
    TreeSet<Integer> seen = new TreeSet<>();
    for (TimeSeries.Key key : keys) {
      for (TimeSeries.Point point : run.series().points(key)) {
        int bin = bin(point.nanos());
        if (bin >= 0 && point.value() >= 0) {
          Double old = line[bin];
          line[bin] = Math.max(old == null ? 0 : old, rounded(point.value() * scale));
          seen.add(bin);
        }
      }
    }
    List<Long> times = new ArrayList<>();
    List<@Nullable Double> values = new ArrayList<>();
    for (int bin = 0; bin < bins && !seen.isEmpty(); bin++) {
      times.add(bin * step / 1_000_000);
      values.add(line[bin]);
    }
    return new Curve(plot, name, times, values);
  }

  private int bin(long nanos) {
    long bin = Math.floorDiv(nanos - zero, step);
    return bin < 0 || bin >= bins ? -1 : (int) bin;
  }

  /** Three decimals: what a plot shows. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
