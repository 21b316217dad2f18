package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir Path directory;

  @Test
  void theDirectoryMustHoldAllThreeFiles() throws Exception {
    Files.createFile(directory.resolve("tls.key"));
    Files.createFile(directory.resolve("ca.crt"));
    assertThatThrownBy(() -> Tls.config(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--tls '%s': cannot read tls.crt; needed are tls.key, tls.crt and ca.crt", directory);
    Files.createFile(directory.resolve("tls.crt"));
    assertThat(Tls.config(directory)).containsEntry("pekko.remote.artery.transport", "tls-tcp");
  }
}
