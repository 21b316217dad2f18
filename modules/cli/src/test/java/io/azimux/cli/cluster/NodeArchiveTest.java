package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.console.Screen;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeArchiveTest {
  private static final Path FILE =
      Path.of(System.getProperty("azimux.root", "../.."), "scenarios", "nva-inbound.yaml");

  @TempDir Path directory = Path.of("");

  /** Such a JVM writes an archive all the same, of the few classes that it came to. */
  @Test
  void theArchiveOfARehearsalThatFailedIsNotUsed() throws ScenarioException {
    Path file = directory.resolve("node.jsa");
    Path noScenario = directory.resolve("gone.yaml");
    new NodeArchive(file).prepare(Screen.piped().console(), launch(noScenario));
    assertThat(directory).isDirectoryNotContaining("glob:**.{jsa,new}");
    assertThat(directory.resolve("node.jsa.failed")).exists();
  }

  private Launch launch(Path scenarioFile) throws ScenarioException {
    return new Launch(
        scenarioFile,
        ScenarioFile.read(FILE),
        Scenario.Placement.ONE_JVM,
        1,
        true,
        directory,
        0,
        0,
        "",
        System.getProperty("java.class.path", ""),
        new NodeArchive(Path.of("")));
  }
}
