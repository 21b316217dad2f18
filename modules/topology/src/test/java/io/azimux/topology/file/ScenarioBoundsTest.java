package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.azimux.node.RandomSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes a file holds, reading ends with a scenario or with mistakes. */
class ScenarioBoundsTest {
  private static final int ROUNDS = 1000;

  @Test
  void aFileThatIsNotThereIsAMistake(@TempDir Path directory) {
    Path file = directory.resolve("none.yaml");
    assertThatExceptionOfType(ScenarioException.class)
        .isThrownBy(() -> ScenarioFile.read(file))
        .withMessageStartingWith(file + ":1:1: cannot be read");
  }

  @Test
  void aFileAboveOneMebibyteIsRefusedUnread() {
    byte[] large = new byte[ScenarioFile.MAX_BYTES + 1];
    Arrays.fill(large, (byte) ' ');
    assertThat(mistakes(large))
        .isEqualTo("x:1:1: the file is too large; valid: at most 1048576 bytes");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    assertThat(mistakes(new byte[] {'a', (byte) 0xff}))
        .isEqualTo("x:1:1: the file is not UTF-8 text");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThat(mistakes(new byte[0])).isEqualTo("x:1:1: the file is empty");
  }

  @Test
  void nestingBeyondTheBoundIsRefused() {
    String deep = "a: " + "[".repeat(5000);
    assertThat(mistakes(bytes(deep))).startsWith("x:1:1: not YAML: Nesting Depth exceeded");
  }

  @Test
  void aliasesBeyondTheBoundAreRefused() {
    String bomb = "a: &a [x]\nb: [" + "*a,".repeat(21) + "]\n";
    assertThat(mistakes(bytes(bomb)))
        .contains("not YAML: Number of aliases for non-scalar nodes exceeds the specified max=20");
  }

  @Test
  void aListThatContainsItselfIsRefused() {
    assertThat(mistakes(bytes("muxes: &m [*m]\n"))).contains("muxes[0]: a mapping is expected");
  }

  @Test
  void mistakesBeyondTheBoundAreNotKept() {
    String text = "muxes: [" + "x,".repeat(Problems.MAX + 50) + "]\n";
    assertThat(mistakes(bytes(text)).lines()).hasSize(Problems.MAX);
  }

  @Test
  void aListBeyondTheBoundIsCutOff() {
    String good = ScenarioTexts.good();
    String ports = "listens: [" + "22,".repeat(Value.MAX_ITEMS + 1) + "]";
    assertThat(mistakes(bytes(good.replaceFirst("listens: \\[22]", ports))))
        .contains("virtualMachines[0].listens: more than 1024 elements");
  }

  @Test
  void sharedPartsMayBeAnchored() {
    String text =
        ScenarioTexts.good()
            .replaceFirst("listens: \\[22]", "listens: &ssh [22]")
            .replace("listens: [22]", "listens: *ssh");
    assertThat(ScenarioTexts.mistakes(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20230520})
  void aChangedFileNeverEndsInAnotherException(long seed) {
    RandomSource random = new RandomSource(seed);
    byte[] good = bytes(ScenarioTexts.good());
    for (int round = 0; round < ROUNDS / 4; round++) {
      byte[] changed = changed(good, random);
      try {
        mistakes(changed);
      } catch (RuntimeException e) {
        String text = new String(changed, StandardCharsets.ISO_8859_1);
        throw new AssertionError("seed " + seed + ", round " + round + ":\n" + text, e);
      }
    }
  }

  /** One to four changes: a byte, a cut, a repetition, or a piece that means something in YAML. */
  private static byte[] changed(byte[] good, RandomSource random) {
    String[] pieces = {
      "\"",
      "'",
      "[",
      "]",
      "{",
      "}",
      ": ",
      "\n",
      "- ",
      "&a ",
      "*a",
      "!!int ",
      "!x ",
      "%",
      "|\n",
      "\t",
      "~",
      "<<: ",
      "? ",
      "\0",
      "99999999999",
      "-1",
      "\\",
      "/",
      "..",
      "\"\\U00110000\"",
      "#"
    };
    String text = new String(good, StandardCharsets.ISO_8859_1);
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(30));
      text =
          switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(end);
            case 2 -> text.substring(0, end) + text.substring(at);
            default ->
                text.substring(0, at) + pieces[random.nextInt(pieces.length)] + text.substring(at);
          };
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The mistakes, one a line; empty where there are none. */
  private static String mistakes(byte[] content) {
    try {
      ScenarioFile.parse("x", "x", content);
      return "";
    } catch (ScenarioException e) {
      assertThat(e.problems()).isNotEmpty();
      return String.valueOf(e.getMessage());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
