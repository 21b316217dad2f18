package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Soak;
import io.azimux.topology.World;
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

  /** Draws a scenario from each seed. */
  private static final String SOAK = "random-soak.yaml";

  /** What happens in it is done by real programs. */
  private static final String REAL = "-real.yaml";

  /** Takes nothing away: no setting protects against what it shows. */
  private static final List<String> WITHOUT_MUTATION =
      List.of("kill-controller", "nva-inbound", "nva-ip-forward-off");

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

  @Test
  void theRealGuestsStandInTheEmulatedOnesWorld() throws ScenarioException {
    World real = ScenarioFile.read(DIRECTORY.resolve("nva-inbound-real.yaml")).world();
    World emulated = ScenarioFile.read(DIRECTORY.resolve("nva-inbound.yaml")).world();
    assertThat(real.attached()).containsExactly("remote-pc", "nva1", "nva2", "vm-prod-1");
    assertThat(real)
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*attached", "settings.replication")
        .isEqualTo(emulated);
    World open = ScenarioFile.read(DIRECTORY.resolve("nva-throughput-real.yaml")).world();
    assertThat(open.attached()).containsExactly("remote-pc", "nva1", "vm-prod-1");
  }

  @Test
  void theSoakDrawsFromWhatItSays() throws ScenarioException {
    Soak soak = SoakFile.read(DIRECTORY.resolve(SOAK)).orElseThrow();
    assertThat(soak.muxes()).isEqualTo(new Soak.Range(2, 5));
    assertThat(soak.replication()).contains(Replication.Mode.DDATA_DEFERRED);
    assertThat(SoakFile.read(DIRECTORY.resolve("nva-inbound.yaml"))).isEmpty();
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith(SOAK) && !file.toString().endsWith(REAL))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
