package io.azimux.deployment.watch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Prometheus' own programs. */
final class PromTool {
  private PromTool() {}

  /**
   * What promtool ended with.
   *
   * @param output all that it said
   */
  record Outcome(int status, String output) {}

  /**
   * The program in the search path; the test is skipped where it is not installed, but never in CI.
   */
  static Path find(String program) {
    Optional<Path> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI must have " + program + " (Debian: prometheus)");
    }
    assumeTrue(found.isPresent(), "skipped: " + program + " is not installed (Debian: prometheus)");
    return found.orElseThrow();
  }

  /** Runs promtool, which must be content. */
  static void mustAccept(String... arguments) {
    Outcome outcome = run("", arguments);
    if (outcome.status() != 0) {
      throw new AssertionError("promtool " + String.join(" ", arguments) + "\n" + outcome.output());
    }
  }

  /** Runs promtool with a text as its input. */
  static Outcome run(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(find("promtool").toString()));
    command.addAll(List.of(arguments));
    try {
      Path in = Files.createTempFile("promtool", ".txt");
      Files.writeString(in, input);
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectInput(in.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      Files.delete(in);
      return new Outcome(status, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while promtool ran", e);
    }
  }
}
