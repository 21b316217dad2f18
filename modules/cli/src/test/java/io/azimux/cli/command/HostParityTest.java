package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same element code under two hosts: virtual time in one thread, and a real process for each
 * element.
 */
class HostParityTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory = Path.of("");

  @AfterEach
  void leaveNothingRunning() {
    Azimux.run(Screen.piped().console(), home(), "down");
  }

  @Test
  void theWalkLeavesTheSameTraceInTheSimulatorAndInAClusterOfOneJvmPerElement() throws IOException {
    JsonNode simulated = walk("--engine", "sim");
    JsonNode real = walk("--engine", "cluster", "--placement", "per-element");
    assertThat(simulated.path("packets")).hasSize(3);
    assertThat(real.path("packets")).isEqualTo(simulated.path("packets"));
    assertThat(real.path("facts")).isEqualTo(simulated.path("facts"));
    assertThat(real.path("completed").asBoolean()).isTrue();
  }

  private JsonNode walk(String... options) throws IOException {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "walk";
    arguments[1] = "--json";
    System.arraycopy(options, 0, arguments, 2, options.length);
    Screen screen = Screen.piped();
    assertThat(Azimux.run(screen.console(), home(), arguments)).as(screen.err()).isZero();
    return new ObjectMapper().readTree(screen.out());
  }

  private Home home() {
    return new Home(
        ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }
}
