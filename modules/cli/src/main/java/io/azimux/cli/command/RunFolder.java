package io.azimux.cli.command;

import io.azimux.cli.console.CannotStart;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import io.azimux.experiment.report.RunPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * The folder of one run, {@code runs/20260520-101500-nva-inbound}; {@code latest} names the newest
 * that has a report. Old ones are removed.
 */
final class RunFolder {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final Pattern NAME = Pattern.compile("\\d{8}-\\d{6}-.*");

  private final Home home;
  private final Path directory;

  private RunFolder(Home home, Path directory) {
    this.home = home;
    this.directory = directory;
  }

  /** Makes a new folder; a second one within a second gets a number. */
  static RunFolder create(Home home, String scenario) {
    String name = TIME.format(Instant.now()) + "-" + scenario;
    try {
      Files.createDirectories(home.runs());
      Path directory = home.runs().resolve(name);
      for (int i = 2; Files.exists(directory); i++) {
        directory = home.runs().resolve(name + "-" + i);
      }
      Files.createDirectory(directory);
      Pruning.keepNewest(home.runs(), NAME);
      return new RunFolder(home, directory);
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + home.runs() + ": " + e.getMessage(), e);
    }
  }

  /** Its name alone. */
  String name() {
    return String.valueOf(directory.getFileName());
  }

  /** Where the logs of the JVMs go. */
  Path logs() {
    return directory.resolve("logs");
  }

  /** Writes the report; from now on this run is the latest. */
  void write(RunReport report) {
    try {
      RunReportWriter.write(report, directory);
      RunPage.write(report, directory);
      Path latest = home.runs().resolve("latest");
      Path fresh = home.runs().resolve("latest-" + directory.getFileName());
      Files.createSymbolicLink(fresh, directory.getFileName());
      Files.move(
          fresh, latest, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Writes the report of one of several runs into a folder of its own. */
  void write(int run, RunReport report) {
    Path own = directory.resolve("run-" + run);
    try {
      Files.createDirectories(own);
      RunReportWriter.write(report, own);
      RunPage.write(report, own);
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + own + ": " + e.getMessage(), e);
    }
  }

  /** Writes a text beside the report. */
  void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  /** As people type it. */
  @Override
  public String toString() {
    return home.root().relativize(directory).toString();
  }
}
