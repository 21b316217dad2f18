package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.json.JsonReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said before any deployment is looked for. */
class ChaosCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory = Path.of("");

  private final Screen screen = Screen.piped();

  @Test
  void theListSaysWhatHappensAndWhoCanDoIt() {
    assertThat(run("chaos", "list")).isZero();
    assertThat(screen.out().lines())
        .anyMatch(line -> line.matches("kill-one-mux +local compose kubernetes +SIGKILL one .*"))
        .anyMatch(line -> line.matches("pause-mux +local compose +SIGSTOP one MUX .*"))
        .noneMatch(line -> line.startsWith("random-soak"));
  }

  @Test
  void theListIsThereForProgramsToo() {
    assertThat(run("chaos", "list", "--json")).isZero();
    JsonNode scenarios = JsonReader.parse(screen.out()).path("scenarios");
    assertThat(scenarios.findValuesAsText("name")).contains("nva-inbound", "drain-mux");
  }

  @Test
  void whatAnEngineCannotDoIsRefusedWithWhatItCan() {
    assertThat(run("chaos", "pause-mux", "--engine", "kubernetes")).isEqualTo(64);
    assertThat(screen.err()).contains("pause [mux-2]", "nothing was touched", "It can: kill");
  }

  @Test
  void anEngineThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThat(run("chaos", "nva-inbound", "--engine", "mesos")).isEqualTo(64);
    assertThat(screen.err()).contains("no engine 'mesos'", "local, compose, kubernetes");
  }

  @Test
  void noScenarioIsAMistakeAndTheListHelps() {
    assertThat(run("chaos", "--engine", "compose")).isEqualTo(64);
    assertThat(screen.err()).contains("./azimux chaos list");
  }

  private int run(String... arguments) {
    return Azimux.run(screen.console(), home(), arguments);
  }

  private Home home() {
    return new Home(
        ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }
}
