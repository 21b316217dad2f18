package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that come with the program. */
class ScenarioFilesTest {
  private static final Path DIRECTORY = ScenarioTexts.root().resolve("scenarios");

  /** Takes nothing away: no setting protects against what it shows. */
  private static final List<String> WITHOUT_MUTATION = List.of("nva-inbound", "nva-ip-forward-off");

  @ParameterizedTest
  @MethodSource("files")
  void everyScenarioIsSoundAndSaysWhatItExpects(Path file) throws ScenarioException {
    Scenario scenario = ScenarioFile.read(file);
    assertThat(scenario.description()).hasSizeLessThanOrEqualTo(120).doesNotEndWith(".");
    assertThat(scenario.phases()).isNotEmpty();
    assertThat(scenario.faults()).isNotEmpty();
    assertThat(scenario.expectations()).isNotEmpty();
    assertThat(scenario.mutations().isEmpty())
        .isEqualTo(WITHOUT_MUTATION.contains(scenario.name()));
  }

  @Test
  void aWorldIsASoundScenarioInWhichNothingHappens() throws ScenarioException {
    Scenario world = ScenarioFile.read(DIRECTORY.resolve("worlds/web.yaml"));
    assertThat(world.faults()).isEmpty();
    assertThat(world.world().virtualMachines()).hasSize(11);
    assertThat(world.world().muxes()).hasSize(8);
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          // Draws its scenarios from seeds, and is tested by them.
          .filter(file -> !file.endsWith("random-soak.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
