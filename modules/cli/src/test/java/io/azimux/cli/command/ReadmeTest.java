package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the program prints. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory = Path.of("");

  @Test
  void theWalkIsQuotedWordForWord() throws IOException {
    Screen screen = Screen.piped();
    assertThat(Azimux.run(screen.console(), home(), "walk")).isZero();
    List<String> printed = screen.out().lines().toList();
    int at = 0;
    for (String quoted : block("$ ./azimux walk")) {
      if (quoted.equals("...") || quoted.isBlank()) {
        continue;
      }
      int found = printed.subList(at, printed.size()).indexOf(quoted);
      assertThat(found)
          .as("README.md quotes '%s', which ./azimux walk does not print (here)", quoted)
          .isNotNegative();
      at += found + 1;
    }
    assertThat(at).isEqualTo(printed.size());
  }

  @Test
  void everyCommandIsListed() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    for (String command : Azimux.names(Screen.piped().console(), home())) {
      assertThat(readme).contains("| `./azimux " + command);
    }
  }

  private static List<String> block(String firstLine) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
    int first = lines.indexOf(firstLine) + 1;
    assertThat(first).as("README.md has a line '%s'", firstLine).isPositive();
    List<String> rest = lines.subList(first, lines.size());
    return rest.subList(0, rest.indexOf("```"));
  }

  private Home home() {
    return new Home(
        ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }
}
