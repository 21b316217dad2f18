package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said where the page cannot be had as asked. */
class ConsoleCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory = Path.of("");

  private final Screen screen = Screen.piped();

  private int run(String... arguments) {
    Home home =
        new Home(ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
    return Azimux.run(screen.console(), home, arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "--port=70000, 1..65535",
    "--nodes=mux-1, NAME=URL",
    "--nodes=mux-1=ftp://there, http://HOST:PORT",
    "--seed-url=controller-1:9464, http://HOST:PORT",
    "--from=/no/such/directory, /no/such/directory",
    "--bind=no.such.host.invalid, no.such.host.invalid"
  })
  void aWrongOptionIsNamedWithWhatWouldBeRight(String option, String said) {
    assertThat(run("console", option)).isEqualTo(64);
    assertThat(screen.err()).contains(option.substring(0, option.indexOf('=')), said);
  }

  @Test
  void aPortInUseIsNoReasonToWaitButToChooseAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(run("console", "--port", "" + port)).isEqualTo(2);
      assertThat(screen.err()).contains("127.0.0.1:" + port, "./azimux console --port ");
    }
  }

  @Test
  void nothingIsStartedWhereThePortThatWasAskedForIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(run("up", "--console-port", "" + port)).isEqualTo(2);
      assertThat(screen.err()).contains("127.0.0.1:" + port, "nothing was started");
    }
  }
}
