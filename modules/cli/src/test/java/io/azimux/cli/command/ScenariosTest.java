package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenariosTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory = Path.of("");

  @Test
  void theWorldOfADeploymentIsFoundInTheFileThatDescribesIt() {
    assertThat(scenarios().ofWorld(world("isolate-mux"), "kill-one-mux", List.of()))
        .contains("nva-inbound.yaml");
    assertThat(scenarios().ofWorld(world("pause-mux"), "kill-one-mux", List.of()))
        .contains("worlds/web.yaml");
  }

  @Test
  void aWorldWithoutWhatTheScenarioNamesIsNotProposed() {
    assertThat(scenarios().ofWorld(world("nva-inbound"), "pause-mux", List.of())).isEmpty();
  }

  private Scenarios scenarios() {
    return new Scenarios(
        new Home(ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs")));
  }

  private JsonNode world(String scenario) {
    return JsonReader.parse(JsonWriter.write(scenarios().choose(scenario).scenario().world()));
  }
}
