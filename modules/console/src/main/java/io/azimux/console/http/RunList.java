package io.azimux.console.http;

import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The reports in the folder of runs. */
final class RunList {
  /** Newest runs that are listed. */
  static final int MOST = 60;

  private static final Pattern FOLDER = Pattern.compile("\\d{8}-\\d{6}-[A-Za-z0-9._-]{1,100}");
  private static final Map<String, String> FILES =
      Map.of(
          "report.html", "text/html; charset=UTF-8",
          "compare.html", "text/html; charset=UTF-8",
          "report.json", "application/json",
          "compare.json", "application/json",
          "compare.csv", "text/plain; charset=UTF-8",
          "summary.txt", "text/plain; charset=UTF-8");

  private static final int MOST_FAULTS = 4;

  /** Characters of a folder's name that tell its time. */
  private static final int TIME = "20260520-101500-".length();

  private final Path directory;
  private final Map<String, Run> known = new LinkedHashMap<>();

  RunList(Path directory) {
    this.directory = directory;
  }

  /**
   * A run.
   *
   * @param name of its folder, which begins with its time
   * @param verdict {@code PASS}, {@code FAIL}, {@code UNKNOWN}; empty for a comparison
   * @param flows seen at backends
   * @param broken connections that did not complete
   * @param remapped flows that changed their backend
   * @param page file that people read; empty while there is none
   */
  record Run(
      String name,
      String scenario,
      String description,
      String engine,
      String verdict,
      long durationMillis,
      long flows,
      long broken,
      long remapped,
      List<String> faults,
      String page) {}

  /** The newest first. */
  synchronized List<Run> newest() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(directory)) {
      List<Run> runs =
          folders
              .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
              .map(folder -> String.valueOf(folder.getFileName()))
              .filter(name -> FOLDER.matcher(name).matches())
              .sorted(Comparator.reverseOrder())
              .limit(MOST)
              .map(this::run)
              .toList();
      known.keySet().retainAll(Set.copyOf(runs.stream().map(Run::name).toList()));
      return runs;
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** A report is written once: what was read of it stays. */
  private Run run(String name) {
    Run before = known.get(name);
    if (before != null) {
      return before;
    }
    Path folder = directory.resolve(name);
    if (Files.exists(folder.resolve("compare.html"))) {
      return keep(bare(name, "compare.html"));
    }
    Path report = folder.resolve("report.json");
    if (!Files.exists(report)) {
      return bare(name, "");
    }
    try {
      RunReport read = RunReportWriter.read(report);
      return keep(
          new Run(
              name,
              read.scenario(),
              read.description(),
              read.engine(),
              read.verdict().status().name(),
              read.durationMillis(),
              read.flows().seen(),
              read.flows().broken(),
              read.flows().remapped(),
              read.faults().stream().map(RunReport.FaultStages::what).limit(MOST_FAULTS).toList(),
              Files.exists(folder.resolve("report.html")) ? "report.html" : "summary.txt"));
    } catch (IOException ofAnotherVersion) {
      return bare(name, "");
    }
  }

  private static Run bare(String name, String page) {
    return new Run(name, name.substring(TIME), "", "", "", -1, 0, 0, 0, List.of(), page);
  }

  private Run keep(Run run) {
    known.put(run.name(), run);
    return run;
  }

  /** A file of a run that may be shown. */
  Optional<Path> file(String run, String file) {
    if (!FOLDER.matcher(run).matches() || !FILES.containsKey(file)) {
      return Optional.empty();
    }
    Path path = directory.resolve(run).resolve(file);
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(path)
        : Optional.empty();
  }

  /** The content type of such a file. */
  static String type(String file) {
    return FILES.getOrDefault(file, "application/octet-stream");
  }
}
