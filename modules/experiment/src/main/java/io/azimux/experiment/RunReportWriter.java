package io.azimux.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report: {@code report.json} for programs and {@code summary.txt} for people. */
public final class RunReportWriter {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private RunReportWriter() {}

  /**
   * Writes both files.
   *
   * @param directory made where it does not exist
   * @throws IOException where it cannot be written
   */
  public static void write(RunReport report, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("report.json"), json(report));
    Files.writeString(directory.resolve("summary.txt"), SummaryText.of(report, Ansi.OFF));
  }

  /**
   * Reads a report that was written.
   *
   * @throws IOException where the file cannot be read, or is no report of this version
   */
  public static RunReport read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), RunReport.class);
  }

  /** The report as JSON; keys are the names of the record's components. */
  public static String json(RunReport report) {
    try {
      return JSON.writeValueAsString(report) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }
}
