package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.Ansi;
import io.azimux.experiment.SummaryText;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario passes as it is, and fails without each of the things that protect it. */
class ScenarioMutationsTest {
  private static final long SEED = 1;

  @ParameterizedTest
  @MethodSource("files")
  void aScenarioPassesAsItIsAndFailsWithoutWhatProtectsIt(Path file) throws ScenarioException {
    Scenario scenario = ScenarioFile.read(file);
    for (SimMutations.Outcome outcome : SimMutations.run(scenario, SimulatorOptions.of(SEED))) {
      String summary = SummaryText.of(outcome.report(), Ansi.OFF);
      assertThat(outcome.report().verdict().status())
          .as("seed %d, %s, %s%n%s", SEED, scenario.name(), outcome.name(), summary)
          .isEqualTo(outcome.wanted());
    }
  }

  static List<Path> files() {
    Path directory = Path.of(System.getProperty("azimux.root", "../..")).resolve("scenarios");
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          // Draws its scenarios from seeds, and is tested by them.
          .filter(file -> !file.endsWith("random-soak.yaml"))
          // Its guests are real.
          .filter(file -> !file.toString().endsWith("-real.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
