package io.azimux.experiment.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.azimux.experiment.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A scenario under many settings.
 *
 * @param scenario name of the scenario
 * @param description one line of the scenario file
 * @param engine {@code simulator} or {@code cluster}
 * @param seeds with which each variant was run
 * @param names of what is varied, in order
 * @param rows one for each variant
 * @param origin where it ran, and how to run it again
 */
public record Comparison(
    String scenario,
    String description,
    String engine,
    List<Long> seeds,
    List<String> names,
    List<Row> rows,
    RunReport.Origin origin) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the lists. */
  public Comparison {
    seeds = List.copyOf(seeds);
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /** Headings of the table of figures, the varied names first. */
  public List<String> headings() {
    List<String> headings = new ArrayList<>(names);
    headings.addAll(
        List.of(
            "flows",
            "broken",
            "remapped",
            "released",
            "lived",
            "moved",
            "theory",
            "lag p50",
            "lag p99",
            "bytes/flow",
            "first p50",
            "first p99",
            "verdict"));
    return headings;
  }

  /** Cells of a row, as many as there are headings. Times are in milliseconds. */
  public List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    names.forEach(name -> cells.add(row.choices().getOrDefault(name, "")));
    cells.add(Long.toString(row.flows()));
    cells.add(Long.toString(row.broken()));
    cells.add(Long.toString(row.remapped()));
    cells.add(Long.toString(row.released()));
    cells.add(Long.toString(row.lived()));
    cells.add(percent(row.moved()));
    cells.add(percent(row.predicted()));
    cells.add(figure(row.stalenessMillisP50(), " ms"));
    cells.add(figure(row.stalenessMillisP99(), " ms"));
    cells.add(figure(row.syncBytesPerFlow(), ""));
    cells.add(figure(row.firstPacketMillisP50(), " ms"));
    cells.add(figure(row.firstPacketMillisP99(), " ms"));
    cells.add(row.verdict().name());
    return cells;
  }

  private static String percent(double share) {
    return share < 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String figure(double value, String unit) {
    return value < 0 ? "-" : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value) + unit;
  }

  /** The rows as comma-separated values (RFC 4180), with headings. */
  public String csv() {
    StringBuilder csv = new StringBuilder();
    List<String> headings = new ArrayList<>(names);
    headings.addAll(
        List.of(
            "runs,flows,broken,remapped,remapped_share,low,high,released,lived,moved_share,predicted_share",
            "staleness_ms_p50,staleness_ms_p99,sync_bytes_per_flow",
            "first_packet_ms_p50,first_packet_ms_p99,verdict"));
    csv.append(String.join(",", headings)).append('\n');
    for (Row row : rows) {
      csv.append(
              names.stream()
                  .map(name -> quoted(row.choices().getOrDefault(name, "")) + ",")
                  .collect(Collectors.joining()))
          .append(
              String.format(
                  Locale.ROOT,
                  "%d,%d,%d,%d,%.6f,%.6f,%.6f,%d,%d,%s,%s,%s,%s,%s,%s,%s,%s%n",
                  row.runs(),
                  row.flows(),
                  row.broken(),
                  row.remapped(),
                  row.remappedShare(),
                  row.low(),
                  row.high(),
                  row.released(),
                  row.lived(),
                  known(row.moved()),
                  known(row.predicted()),
                  known(row.stalenessMillisP50()),
                  known(row.stalenessMillisP99()),
                  known(row.syncBytesPerFlow()),
                  known(row.firstPacketMillisP50()),
                  known(row.firstPacketMillisP99()),
                  row.verdict()));
    }
    return csv.toString();
  }

  private static String known(double value) {
    return value < 0 ? "" : Double.toString(value);
  }

  private static String quoted(String text) {
    return text.matches("[\\w.+-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** The whole as JSON; keys are the names of the record's components. */
  public String json() {
    try {
      return JSON.writeValueAsString(this) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a comparison cannot be written as JSON", e);
    }
  }
}
