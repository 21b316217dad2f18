package io.azimux.experiment.report;

import io.azimux.experiment.compare.Comparison;
import io.azimux.experiment.compare.Row;
import io.azimux.experiment.compare.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The page of a comparison: table and heat map. */
public final class ComparePage {
  private final Comparison comparison;

  private ComparePage(Comparison comparison) {
    this.comparison = comparison;
  }

  /**
   * The page.
   *
   * @param run name of the comparison: that of its folder
   */
  public static String html(Comparison comparison, String run) {
    ComparePage page = new ComparePage(comparison);
    String title = "Compared: " + comparison.scenario() + " (Azimux)";
    return Page.of(title, "compare", page.model(run), page.data());
  }

  private Map<String, Object> model(String run) {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("run", run);
    model.put("scenario", comparison.scenario());
    model.put("description", comparison.description());
    model.put("engine", comparison.engine());
    model.put("variants", comparison.rows().size());
    model.put("seeds", comparison.seeds().toString().replaceAll("[\\[\\]]", ""));
    model.put("names", String.join(", ", comparison.names()));
    model.put("headings", headings());
    model.put("rows", comparison.rows().stream().map(this::row).toList());
    model.put("again", comparison.origin().again());
    model.put("machine", comparison.origin().machine());
    return model;
  }

  private List<Map<String, Object>> headings() {
    List<Map<String, Object>> headings = new ArrayList<>();
    List<String> names = comparison.headings();
    for (int i = 0; i < names.size(); i++) {
      boolean text = i < comparison.names().size() || i == names.size() - 1;
      headings.add(Map.of("name", names.get(i), "kind", text ? "" : "figure"));
    }
    return headings;
  }

  private Map<String, Object> row(Row row) {
    List<String> cells = comparison.cells(row);
    int varied = comparison.names().size();
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("choices", cells.subList(0, varied));
    model.put("figures", cells.subList(varied, cells.size() - 1));
    model.put("verdict", row.verdict().name());
    model.put("mark", RunPage.mark(row.verdict()));
    StringBuilder causes = new StringBuilder();
    row.causes()
        .forEach((cause, count) -> causes.append(count).append(' ').append(cause).append(' '));
    model.put("causes", causes.toString().strip());
    return model;
  }

  /** Down: the first that is varied; across: the others, or the time of the kill. */
  private Map<String, Object> data() {
    List<String> names = comparison.names();
    boolean swept = names.contains(Variant.KILL_AT);
    Set<String> across = new LinkedHashSet<>();
    Set<String> down = new LinkedHashSet<>();
    List<Map<String, Object>> cells = new ArrayList<>();
    for (Row row : comparison.rows()) {
      List<String> columns = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (String name : names) {
        boolean toColumn = swept ? name.equals(Variant.KILL_AT) : !name.equals(names.get(0));
        (toColumn ? columns : lines).add(row.choices().getOrDefault(name, ""));
      }
      String x = columns.isEmpty() ? comparison.scenario() : String.join(" + ", columns);
      String y = lines.isEmpty() ? comparison.scenario() : String.join(" + ", lines);
      across.add(x);
      down.add(y);
      cells.add(cell(row, x, y));
    }
    return Map.of("x", across, "y", down, "cells", cells, "swept", swept);
  }

  private static Map<String, Object> cell(Row row, String x, String y) {
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put("x", x);
    cell.put("y", y);
    cell.put("remapped", 100 * row.remappedShare());
    cell.put("broken", row.broken());
    cell.put("moved", row.moved() < 0 ? -1 : 100 * row.moved());
    cell.put("theory", row.predicted() < 0 ? -1 : 100 * row.predicted());
    cell.put("lag", row.stalenessMillisP99());
    cell.put("bytes", row.syncBytesPerFlow());
    cell.put("first", row.firstPacketMillisP99());
    cell.put("verdict", row.verdict().name());
    return cell;
  }
}
