package io.azimux.deployment.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What finds pods costs nothing where nobody looks for them. */
class PlainStartTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @Test
  void aProcessThatIsToldItsSeedsLoadsNothingOfManagement(@TempDir Path directory)
      throws Exception {
    Path loaded = directory.resolve("classes");
    try (Processes processes =
        new Processes(directory, ROOT.resolve("scenarios/nva-inbound.yaml"))) {
      processes.start("mux-1", Map.of(), List.of("-Xlog:class+load:file=" + loaded), List.of());
      processes.await("it is up", () -> processes.members("mux-1").size() == 1);
    }
    try (Stream<String> lines = Files.lines(loaded)) {
      assertThat(lines.filter(line -> line.contains(" org.apache.pekko.")).toList())
          .hasSizeGreaterThan(1000)
          .noneMatch(line -> line.contains(" org.apache.pekko.management."))
          .noneMatch(line -> line.contains(" org.apache.pekko.http."))
          .noneMatch(line -> line.contains(" org.apache.pekko.discovery."));
    }
  }
}
