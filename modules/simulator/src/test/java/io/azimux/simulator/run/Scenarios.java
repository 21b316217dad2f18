package io.azimux.simulator.run;

import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The scenario of the text, and smaller loads on it. */
final class Scenarios {
  private Scenarios() {}

  static Scenario nvaInbound() {
    return named("nva-inbound");
  }

  static Scenario named(String name) {
    String root = System.getProperty("azimux.root", "../..");
    try {
      return ScenarioFile.read(Path.of(root).resolve("scenarios/" + name + ".yaml"));
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  static Scenario with(int connections, int lines, List<Fault> faults) {
    Scenario whole = nvaInbound();
    Scenario.Load load = whole.load();
    Scenario.Load small =
        new Scenario.Load(
            load.client(),
            connections,
            Duration.ofMillis(2),
            Duration.ofMillis(20),
            lines,
            load.lineBytes(),
            load.destination(),
            load.port());
    return new Scenario(
        whole.name(),
        whole.description(),
        whole.world(),
        whole.placement(),
        whole.walk(),
        small,
        faults,
        List.of(),
        List.of(),
        List.of());
  }
}
