package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.experiment.Ansi;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import io.azimux.experiment.SummaryText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Shows a judged run and keeps it. */
final class Reports {
  /** Columns that most terminals have. */
  private static final int WIDTH = 100;

  /** Where the text of a check begins. */
  private static final String INDENT = " ".repeat(36);

  private static final Pattern INVISIBLE = Pattern.compile("\u001b\\[[0-9;]*m");

  private Reports() {}

  /**
   * Prints and writes a report.
   *
   * @param again the command that does it again
   * @return the exit status that the verdict means
   */
  static int show(Console console, RunFolder folder, RunReport judged, String again) {
    RunReport report = judged.from(new RunReport.Origin(command(again), machine()));
    folder.write(report);
    if (console.isJson()) {
      console.result(RunReportWriter.json(report).strip());
    }
    SummaryText.of(report, ansi(console)).lines().flatMap(Reports::wrap).forEach(console::line);
    console.stage("report", folder + "/report.html, report.json, summary.txt");
    console.stage("again", again);
    return report.verdict().exitStatus();
  }

  /** Without the remark behind the command. */
  private static String command(String again) {
    int remark = again.indexOf("   ");
    return remark < 0 ? again : again.substring(0, remark);
  }

  /** What it runs on: figures of time mean nothing without it. */
  static String machine() {
    return "%d processors, %s %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"));
  }

  /** Long lines are broken at spaces, and go on below the text of their first part. */
  static Stream<String> wrap(String line) {
    if (INVISIBLE.matcher(line).replaceAll("").length() <= WIDTH) {
      return Stream.of(line);
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String word : line.split("(?<= )(?=\\S)")) {
      String longer = INVISIBLE.matcher(part + word.stripTrailing()).replaceAll("");
      if (longer.length() > WIDTH && !part.toString().isBlank()) {
        parts.add(part.toString().stripTrailing());
        part = new StringBuilder(INDENT);
      }
      part.append(word);
    }
    parts.add(part.toString().stripTrailing());
    return parts.stream();
  }

  /** Colours as the console wants them. */
  static Ansi ansi(Console console) {
    return console.isColoured() ? Ansi.ON : Ansi.OFF;
  }
}
