package io.azimux.cluster;

import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;

/** The world of the text. */
public final class TestWorld {
  private TestWorld() {}

  /** Its scenario file. */
  public static Path file() {
    return Path.of(System.getProperty("azimux.root", "../.."), "scenarios", "nva-inbound.yaml");
  }

  /** Its scenario. */
  public static Scenario scenario() {
    try {
      return ScenarioFile.read(file());
    } catch (ScenarioException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
