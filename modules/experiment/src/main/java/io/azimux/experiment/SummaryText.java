package io.azimux.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as some lines of text: one for each check, and the verdict last. */
public final class SummaryText {
  private SummaryText() {}

  /** Renders; the text ends with a line break. */
  public static String of(RunReport report, Ansi ansi) {
    StringBuilder text = new StringBuilder(2000);
    text.append(
        String.format(
            Locale.ROOT,
            "run      %s  engine %s  seed %d  %.1f s%n",
            ansi.bold(report.scenario()),
            report.engine(),
            report.seed(),
            report.durationMillis() / 1000.0));
    for (RunReport.Moment moment : report.timeline()) {
      if (moment.atMillis() >= 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "t+%-6s %-13s %s%n",
                String.format(Locale.ROOT, "%.2f", moment.atMillis() / 1000.0),
                moment.who(),
                moment.what()));
      }
    }
    for (Check check : report.checks()) {
      String word = paint(check.status(), String.format("%-7s", check.status()), ansi);
      text.append(String.format("check    %s %-18s %s%n", word, check.name(), check.measured()));
    }
    appendCounts(text, "causes   ", report.causes());
    appendCounts(text, "drops    ", report.drops());
    Status status = report.verdict().status();
    List<String> reasons = report.verdict().reasons();
    text.append("verdict  ")
        .append(paint(status, status.name(), ansi))
        .append(reasons.isEmpty() ? "" : "  because of: " + String.join(", ", reasons))
        .append(System.lineSeparator());
    return text.toString();
  }

  private static void appendCounts(
      StringBuilder text, String title, Map<String, ? extends Number> counts) {
    String line =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue().longValue() > 0)
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .reduce((a, b) -> a + ", " + b)
            .orElse("none");
    text.append(title).append(line).append(System.lineSeparator());
  }

  private static String paint(Status status, String text, Ansi ansi) {
    return switch (status) {
      case PASS -> ansi.green(text);
      case FAIL -> ansi.red(text);
      case UNKNOWN -> ansi.yellow(text);
      case INFO -> ansi.dim(text);
    };
  }
}
