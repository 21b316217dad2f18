package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.console.Console;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzimuxTest {
  @TempDir Path directory = Path.of("");

  private final Screen screen = Screen.piped();

  @Test
  void anUnknownCommandIsAMistakeOfTheUserAndNamesTheOthers() {
    assertThat(run("dwon")).isEqualTo(64);
    assertThat(screen.err()).contains("dwon", "down", "./azimux --help");
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void noCommandIsAMistakeOfTheUser() {
    assertThat(run()).isEqualTo(64);
    assertThat(screen.err()).contains("./azimux --help");
  }

  @Test
  void anUnknownOptionIsAMistakeOfTheUser() {
    assertThat(run("down", "--now")).isEqualTo(64);
    assertThat(screen.err()).contains("--now", "./azimux down --help");
  }

  @Test
  void everyCommandExplainsItselfWithAnExample() {
    assertThat(run("--help")).isZero();
    for (String command : Azimux.names(screen.console(), home())) {
      assertThat(screen.out()).contains(command);
      Screen own = Screen.piped();
      assertThat(Azimux.run(own.console(), home(), command, "--help")).isZero();
      assertThat(own.out()).contains("Usage: azimux " + command, "Example", "./azimux " + command);
      assertThat(own.out().lines().mapToInt(String::length).max().orElse(0)).isLessThan(81);
    }
  }

  @Test
  void downFindsNothingToDoTwice() {
    assertThat(run("down")).isZero();
    assertThat(run("down", "--no-color")).isZero();
    assertThat(screen.out().lines())
        .containsExactly("down     nothing was running", "down     nothing was running");
  }

  @Test
  void anErrorIsACrashOfTheToolAndNoVerdict() {
    PrintStream broken =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String text) {
            throw new NoClassDefFoundError("io/azimux/Gone");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(broken, new PrintStream(err, true, StandardCharsets.UTF_8), false, Map.of());
    assertThat(Azimux.run(console, home(), "down")).isEqualTo(70);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("io/azimux/Gone", "Stack trace: ");
  }

  private int run(String... arguments) {
    return Azimux.run(screen.console(), home(), arguments);
  }

  private Home home() {
    return new Home(
        directory, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }
}
