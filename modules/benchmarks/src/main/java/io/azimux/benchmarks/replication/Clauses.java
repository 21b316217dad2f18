package io.azimux.benchmarks.replication;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was asked for, what was measured, and whether that is enough: the table at the end. */
final class Clauses {
  private record Row(String clause, String target, String measured, boolean holds) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** A figure that may be at most so much. */
  void atMost(String clause, double most, double measured, String unit) {
    add(clause, "<= " + number(most) + unit, number(measured) + unit, measured <= most);
  }

  /** A figure that must be at least so much. */
  void atLeast(String clause, double least, double measured, String unit) {
    add(clause, ">= " + number(least) + unit, number(measured) + unit, measured >= least);
  }

  /** Anything else that holds or does not. */
  void add(String clause, String target, String measured, boolean holds) {
    rows.add(new Row(clause, target, measured, holds));
  }

  /** Something worth knowing that nobody asked for. */
  void note(String text) {
    notes.add(text);
  }

  boolean allHold() {
    return rows.stream().allMatch(Row::holds);
  }

  void print(PrintStream out) {
    int widest = rows.stream().mapToInt(row -> row.clause.length()).max().orElse(1);
    String form = "%-" + widest + "s  %16s  %16s  %s%n";
    out.println();
    out.printf(Locale.ROOT, form, "clause", "target", "measured", "");
    for (Row row : rows) {
      out.printf(
          Locale.ROOT, form, row.clause, row.target, row.measured, row.holds ? "PASS" : "FAIL");
    }
    out.println();
    notes.forEach(out::println);
    long failed = rows.stream().filter(row -> !row.holds).count();
    out.println(failed == 0 ? "PASS" : "FAIL: " + failed + " of " + rows.size() + " clauses");
  }

  /** Whole numbers from a hundred on, one digit behind the point below. */
  static String number(double value) {
    boolean whole = value == Math.rint(value) || value >= 100;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.1f", value);
  }
}
