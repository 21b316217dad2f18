package io.azimux.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Keeps the stack trace of a crash away from the terminal, but keeps it. */
final class CrashReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private CrashReport() {}

  /** Writes the stack trace to a file and returns a short message that names it. */
  static String write(Path runs, Throwable crash) {
    StringWriter trace = new StringWriter();
    crash.printStackTrace(new PrintWriter(trace));
    String what = "broke down, which is a defect of the tool: " + crash;
    Path file = runs.resolve("crash-" + TIME.format(Instant.now()) + ".txt");
    try {
      Files.createDirectories(runs);
      Files.writeString(file, trace.toString());
      return what + "\nStack trace: " + file;
    } catch (IOException e) {
      return what + "\n" + trace;
    }
  }
}
