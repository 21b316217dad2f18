package io.azimux.control;

import io.azimux.topology.World;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The world of the scenario file, and changed copies of it. */
final class NvaInbound {
  private NvaInbound() {}

  static World world() {
    return with("", "");
  }

  /** The world with the first occurrence of a text in the file replaced. */
  static World with(String text, String replacement) {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    try {
      String good = Files.readString(root.resolve("scenarios/nva-inbound.yaml"));
      int at = good.indexOf(text);
      if (at < 0) {
        throw new IllegalArgumentException("the file does not contain '" + text + "'");
      }
      String changed = good.substring(0, at) + replacement + good.substring(at + text.length());
      return ScenarioFile.parse("nva", "nva", changed.getBytes(StandardCharsets.UTF_8)).world();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ScenarioException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
