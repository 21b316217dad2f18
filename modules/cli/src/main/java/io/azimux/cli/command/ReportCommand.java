package io.azimux.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import io.azimux.experiment.report.RunPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes the page of a run again from its JSON, and says where it is. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Says where the page of a run is, having made it again from the run's report.json.",
      "One HTML file with everything inside: verdict, checks, time line, plots, every flow",
      "that broke with its cause, theory beside measurement. The exit status is the run's."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux report",
      "  ./azimux report 20260520-101500-nva-inbound",
      "  ./azimux report --json | jq .casualties"
    })
final class ReportCommand implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Name of a folder in runs/, or a path. Default: the newest.")
  String run = "latest";

  @Mixin JsonOption json = new JsonOption();

  ReportCommand(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    json.applyTo(console);
    Path folder = folder();
    try {
      RunReport report = RunReportWriter.read(folder.resolve("report.json"));
      Path page = RunPage.write(report, folder);
      if (console.isJson()) {
        console.result(RunReportWriter.json(report).strip());
      }
      console.stage("run", folder.getFileName() + "  " + report.verdict().status());
      console.stage("report", page.toString());
      return report.verdict().exitStatus();
    } catch (JsonProcessingException e) {
      throw new BadInput(folder + "/report.json is no report of this version of Azimux");
    } catch (IOException e) {
      throw new CannotStart("cannot make the page of " + folder + ": " + e.getMessage(), e);
    }
  }

  private Path folder() {
    Path named = home.runs().resolve(run);
    Path folder = Files.isRegularFile(named.resolve("report.json")) ? named : Path.of(run);
    if (!Files.isRegularFile(folder.resolve("report.json"))) {
      throw new BadInput("no run '%s' has a report\nRuns: %s".formatted(run, some()));
    }
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new CannotStart("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The newest ones. */
  private String some() {
    try (Stream<Path> folders = Files.list(home.runs())) {
      List<String> names =
          folders
              .filter(path -> Files.isRegularFile(path.resolve("report.json")))
              .map(path -> String.valueOf(path.getFileName()))
              .sorted((a, b) -> b.compareTo(a))
              .limit(5)
              .toList();
      return names.isEmpty() ? "none yet" : String.join(", ", names);
    } catch (IOException e) {
      return "none yet";
    }
  }
}
