package io.azimux.cli.lab;

import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scenario with real guests. */
final class RealWorld {
  static final Path FILE =
      Path.of(System.getProperty("azimux.root", "../.."))
          .resolve("scenarios/nva-inbound-real.yaml");

  private RealWorld() {}

  static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Scenario scenario() throws ScenarioException {
    return scenario(text());
  }

  static Scenario scenario(String text) throws ScenarioException {
    return ScenarioFile.parse("x", "x", text.getBytes(StandardCharsets.UTF_8));
  }
}
