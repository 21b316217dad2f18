package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.experiment.Ansi;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import io.azimux.experiment.SummaryText;

/** Shows a judged run and keeps it. */
final class Reports {
  private Reports() {}

  /**
   * Prints and writes a report.
   *
   * @param again the command that does it again
   * @return the exit status that the verdict means
   */
  static int show(Console console, RunFolder folder, RunReport report, String again) {
    folder.write(report);
    if (console.isJson()) {
      console.result(RunReportWriter.json(report).strip());
    }
    SummaryText.of(report, ansi(console)).lines().forEach(console::line);
    console.stage("report", folder + "/report.json, summary.txt");
    console.stage("again", again);
    return report.verdict().exitStatus();
  }

  /** Colours as the console wants them. */
  static Ansi ansi(Console console) {
    return console.isColoured() ? Ansi.ON : Ansi.OFF;
  }
}
