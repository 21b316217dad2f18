package io.azimux.experiment.report;

import io.azimux.experiment.Prediction;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Predictions as rows of a table, with a picture of where they lie. */
final class Theory {
  private Theory() {}

  static Map<String, Object> row(Prediction p) {
    double full = full(p);
    double scale = 100 / full;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", p.name());
    row.put("law", p.law());
    row.put("predicted", figure(p, p.predicted()));
    row.put("measured", p.wasMeasured() ? figure(p, p.measured()) : "not measured");
    row.put(
        "interval",
        p.wasMeasured()
            ? figure(p, p.low()) + " to " + figure(p, p.high()) + " (n = " + p.trials() + ")"
            : "none");
    row.put("low", place(p.wasMeasured() ? p.low() * scale : 0));
    row.put("width", place(p.wasMeasured() ? (p.high() - p.low()) * scale : 0));
    row.put("at", place(p.predicted() * scale));
    row.put("full", figure(p, full));
    row.put("fits", fits(p));
    return row;
  }

  /** What the right end of the picture stands for: a round figure above all that it shows. */
  private static double full(Prediction p) {
    double unit = p.unit().equals("share") ? 0.05 : 5;
    double most = 1.2 * Math.max(p.wasMeasured() ? p.high() : 0, p.predicted());
    double round = Math.max(1, Math.ceil(most / unit)) * unit;
    return p.unit().equals("share") ? Math.min(1, round) : round;
  }

  private static String fits(Prediction p) {
    if (p.name().contains("without replication")) {
      return p.measured() < p.predicted() ? "saved by replication" : "nothing saved";
    }
    return !p.wasMeasured() ? "" : p.fits() ? "yes" : "no";
  }

  static String figure(Prediction p, double value) {
    return p.unit().equals("share")
        ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String place(double percent) {
    return String.format(Locale.ROOT, "%.2f", Math.max(0, Math.min(100, percent)));
  }
}
