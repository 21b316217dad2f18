package io.azimux.cli.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorldDifferencesTest {
  private static final Path SCENARIOS =
      Path.of(System.getProperty("azimux.root", "../.."), "scenarios");

  private static JsonNode world(String file, String... changes) throws Exception {
    return JsonReader.parse(
        JsonWriter.write(ScenarioFile.read(SCENARIOS.resolve(file), List.of(changes)).world()));
  }

  @Test
  void aWorldDoesNotDifferFromItself() throws Exception {
    assertThat(WorldDifferences.between(world("nva-inbound.yaml"), world("nva-inbound.yaml")))
        .isEmpty();
  }

  @Test
  void scenariosOfOneWorldHaveNoDifference() throws Exception {
    assertThat(WorldDifferences.between(world("kill-one-mux.yaml"), world("drain-mux.yaml")))
        .isEmpty();
  }

  @Test
  void aSettingThatDiffersIsNamedWithBothValues() throws Exception {
    assertThat(
            WorldDifferences.between(
                world("nva-inbound.yaml", "settings.hashSeed=7"), world("nva-inbound.yaml")))
        .containsExactly("settings.hashSeed: scenario 7, deployed 10000");
  }

  @Test
  void whatIsThereOnOneSideOnlyIsNamed() {
    JsonNode scenario = JsonReader.parse("{\"muxes\":[{\"name\":\"mux-1\"},{\"name\":\"mux-2\"}]}");
    JsonNode deployed = JsonReader.parse("{\"muxes\":[{\"name\":\"mux-1\"},{\"name\":\"mux-9\"}]}");
    assertThat(WorldDifferences.between(scenario, deployed))
        .containsExactly("muxes.mux-2: only in the scenario", "muxes.mux-9: only deployed");
  }

  @Test
  void theOrderOfAListThatHasNamesDoesNotMatter() {
    JsonNode one = JsonReader.parse("{\"vms\":[{\"name\":\"a\",\"x\":1},{\"name\":\"b\"}]}");
    JsonNode other = JsonReader.parse("{\"vms\":[{\"name\":\"b\"},{\"name\":\"a\",\"x\":2}]}");
    assertThat(WorldDifferences.between(one, other))
        .containsExactly("vms.a.x: scenario 1, deployed 2");
  }
}
