package io.azimux.topology.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The good file, and what reading a changed copy of it says. */
final class ScenarioTexts {
  static final Path NVA_INBOUND = root().resolve("scenarios/nva-inbound.yaml");

  private static final Pattern LEFT_OUT = Pattern.compile("(?m)^(?:settings|expect):\n(?: .*\n)+");

  private ScenarioTexts() {}

  static Path root() {
    return Path.of(System.getProperty("azimux.root", "../..")).toAbsolutePath().normalize();
  }

  /** Without settings and expectations, so that a test can put some into it. */
  static String good() {
    try {
      return LEFT_OUT.matcher(Files.readString(NVA_INBOUND)).replaceAll("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The good file with the first occurrence of a text replaced. */
  static String with(String text, String replacement) {
    String good = good();
    int at = good.indexOf(text);
    if (at < 0) {
      throw new IllegalArgumentException("the good file does not contain '" + text + "'");
    }
    return good.substring(0, at) + replacement + good.substring(at + text.length());
  }

  /** Every mistake found in a text, as printed; none where it is good. */
  static List<String> mistakes(String text) {
    try {
      ScenarioFile.parse("nva.yaml", "nva", text.getBytes(StandardCharsets.UTF_8));
      return List.of();
    } catch (ScenarioException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
