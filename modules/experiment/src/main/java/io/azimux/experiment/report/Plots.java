package io.azimux.experiment.report;

import io.azimux.experiment.Curve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The plots of a run's page: which there are, and their lines in figures. */
final class Plots {
  private record Plot(String key, String title, String about, String unit, String empty) {}

  private static final List<Plot> ALL =
      List.of(
          new Plot(
              "packets",
              "Packets per MUX",
              "Packets that entered each MUX, a second. A dead one falls to 0; the others take"
                  + " over.",
              "packets/s",
              "No MUX was read."),
          new Plot(
              "loss",
              "Loss by reason",
              "Packets that were dropped, by the reason that the dropping element names.",
              "packets",
              "No packet was lost."),
          new Plot(
              "lag",
              "Replication lag",
              "From a batch of flows being made until another MUX held it; the worst MUX.",
              "ms",
              "Nothing was replicated."),
          new Plot(
              "decisions",
              "Decisions of the MUXes",
              "new: a first packet. local_hit: own entry. replicated_hit: known from another MUX."
                  + " hash_fallback: nobody knew, the map chose.",
              "packets/s",
              "No MUX was read."),
          new Plot(
              "flows",
              "Flows in each MUX",
              "Entries of the flow tables; a hole where the MUX did not run.",
              "flows",
              "No MUX was read."));

  private Plots() {}

  static List<Map<String, Object>> model(List<Curve> curves) {
    List<Map<String, Object>> model = new ArrayList<>();
    for (Plot plot : ALL) {
      List<Map<String, Object>> lines =
          curves.stream()
              .filter(curve -> curve.plot().equals(plot.key()) && !curve.values().isEmpty())
              .map(Plots::line)
              .toList();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("key", plot.key());
      row.put("title", plot.title());
      row.put("about", plot.about());
      row.put("empty", plot.empty());
      row.put("drawn", !lines.isEmpty());
      row.put("lines", lines);
      model.add(row);
    }
    return model;
  }

  private static Map<String, Object> line(Curve curve) {
    double[] values =
        curve.values().stream()
            .filter(Objects::nonNull)
            .mapToDouble(value -> value == null ? 0 : value)
            .toArray();
    double sum = 0;
    double largest = 0;
    for (double value : values) {
      sum += value;
      largest = Math.max(largest, value);
    }
    double last = values.length == 0 ? 0 : values[values.length - 1];
    return Map.of(
        "name", curve.name(),
        "largest", RunPage.number(largest),
        "mean", RunPage.number(values.length == 0 ? 0 : sum / values.length),
        "last", RunPage.number(last));
  }

  static List<Map<String, String>> data() {
    return ALL.stream().map(plot -> Map.of("key", plot.key(), "unit", plot.unit())).toList();
  }
}
