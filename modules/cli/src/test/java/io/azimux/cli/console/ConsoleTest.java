package io.azimux.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.console.Console.Tone;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private static final String ESCAPE = "\u001b";

  @Test
  void colourIsForTerminalsOnly() {
    assertThat(Screen.terminal(Map.of()).console().paint(Tone.GOOD, "PASS")).startsWith(ESCAPE);
    assertThat(Screen.piped().console().paint(Tone.GOOD, "PASS")).isEqualTo("PASS");
  }

  @Test
  void noColorAndDumbTerminalsMeanPlainText() {
    Screen asked = Screen.terminal(Map.of("NO_COLOR", "1"));
    Screen dumb = Screen.terminal(Map.of("TERM", "dumb"));
    Screen optedOut = Screen.terminal(Map.of());
    optedOut.console().plain();
    for (Screen screen : new Screen[] {asked, dumb, optedOut}) {
      screen.console().stage("up", "9 JVMs");
      assertThat(screen.out()).isEqualTo("up       9 JVMs" + System.lineSeparator());
    }
  }

  @Test
  void anEmptyNoColorMeansNothing() {
    assertThat(Screen.terminal(Map.of("NO_COLOR", "")).console().isColoured()).isTrue();
  }

  @Test
  void standardOutputCarriesNothingButJsonWhenJsonIsWanted() {
    Screen screen = Screen.piped();
    screen.console().json();
    screen.console().stage("start", "9 JVMs");
    screen.console().passing("start", "3 of 9");
    screen.console().result("{}");
    assertThat(screen.out()).isEqualTo("{}" + System.lineSeparator());
    assertThat(screen.err()).contains("9 JVMs", "3 of 9");
  }

  @Test
  void aPassingLineIsWipedByTheNextOneOnATerminalAndStaysElsewhere() {
    Screen terminal = Screen.terminal(Map.of("NO_COLOR", "1"));
    terminal.console().passing("start", "3 of 9");
    terminal.console().line("done");
    assertThat(terminal.out()).contains("\r" + ESCAPE + "[K" + "done");

    Screen piped = Screen.piped();
    piped.console().passing("start", "3 of 9");
    piped.console().line("done");
    assertThat(piped.out().lines()).containsExactly("start    3 of 9", "done");
  }

  @Test
  void aTableAlignsItsColumnsAndPadsNoLineEnd() {
    Table table = new Table("name", "pid", "state");
    table.row("mux-1", "7", "up");
    table.row("controller-1", "4711", "up");
    assertThat(table.lines())
        .containsExactly(
            "name          pid   state", "mux-1         7     up", "controller-1  4711  up");
  }

  @Test
  void waitingEndsWithTheConditionOrAtTheLimit() {
    Poll poll = new Poll(Screen.piped().console(), "start", Duration.ofMillis(1));
    int[] asked = {0};
    assertThat(poll.until(() -> ++asked[0] == 3, Duration.ofSeconds(60), () -> "")).isTrue();
    assertThat(asked[0]).isEqualTo(3);
    assertThat(poll.until(() -> false, Duration.ZERO, () -> "")).isFalse();
  }
}
