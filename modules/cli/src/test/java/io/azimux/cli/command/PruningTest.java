package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
  private static final Pattern NAME = Pattern.compile("run-\\d+");

  @TempDir Path parent;

  @Test
  void theNewestStayAndStrangersAreLeftAlone() throws IOException {
    for (int i = 0; i < Pruning.KEPT + 3; i++) {
      Path run = Files.createDirectories(parent.resolve("run-" + (100 + i)).resolve("logs"));
      Files.writeString(run.resolve("mux-1.log"), "words");
    }
    Files.createDirectory(parent.resolve("mine"));
    Files.createSymbolicLink(parent.resolve("run-000"), Path.of("run-110"));
    Pruning.keepNewest(parent, NAME);
    List<String> left;
    try (Stream<Path> children = Files.list(parent)) {
      left = children.map(child -> child.getFileName().toString()).sorted().toList();
    }
    assertThat(left).hasSize(Pruning.KEPT + 2).contains("mine", "run-000", "run-103", "run-122");
    assertThat(left).doesNotContain("run-100", "run-102");
  }
}
