package io.azimux.deployment.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What {@code kubectl kustomize} makes of a directory; no cluster is needed for that. */
final class Kubectl {
  /** Older ones know neither components nor where ordinals start. */
  private static final int OLDEST_MINOR = 27;

  private static final Map<Path, String> RENDERED = new ConcurrentHashMap<>();

  private static final Optional<Path> KUBECTL = find().filter(Kubectl::isRecent);

  private Kubectl() {}

  /**
   * Renders a directory; the test is skipped where there is no kubectl, but never in CI.
   *
   * @throws AssertionError with what kubectl says, where it cannot render it
   */
  static String render(Path directory) {
    String missing = "kubectl 1." + OLDEST_MINOR + " or newer is not installed";
    if (KUBECTL.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI must check manifests: " + missing);
    }
    assumeTrue(KUBECTL.isPresent(), "skipped: " + missing);
    return RENDERED.computeIfAbsent(
        directory.toAbsolutePath().normalize(),
        found -> run(KUBECTL.orElseThrow(), "kustomize", found.toString()));
  }

  /** kubectl in the search path. */
  private static Optional<Path> find() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean isRecent(Path kubectl) {
    try {
      String version = run(kubectl, "version", "--client", "--output=json");
      String minor = new ObjectMapper().readTree(version).at("/clientVersion/minor").asText();
      return Integer.parseInt(minor.replaceFirst("\\D.*$", "")) >= OLDEST_MINOR;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(Path kubectl, String... arguments) {
    try {
      Path errors = Files.createTempFile("kubectl", ".err");
      List<String> command = new ArrayList<>(List.of(kubectl.toString()));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      String said = Files.readString(errors);
      Files.delete(errors);
      if (status != 0 || !said.isBlank()) {
        throw new AssertionError(command + ": " + said);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kubectl ran", e);
    }
  }
}
