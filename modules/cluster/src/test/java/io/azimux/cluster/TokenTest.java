package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
  @TempDir Path directory;

  @Test
  void allWhoMakeOneAtOnceEndWithTheSame() throws Exception {
    Path file = directory.resolve("token");
    assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> read(file)).distinct())
        .singleElement()
        .asString()
        .matches("[0-9a-f]{32}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  private static String read(Path file) {
    try {
      return Token.of(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "\n");
    assertThatThrownBy(() -> Token.of(file)).hasMessage("the token file " + file + " is empty");
  }
}
