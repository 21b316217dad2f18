package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is started. */
class BadInputTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  @TempDir Path directory = Path.of("");

  private final Screen screen = Screen.piped();

  @ParameterizedTest
  @ValueSource(strings = {"up", "run", "sim", "walk"})
  void aScenarioWithAnUnknownKeyIsRefusedWithItsPlace(String command) throws IOException {
    Path file = directory.resolve("wrong.yaml");
    String right = Files.readString(ROOT.resolve("scenarios/nva-inbound.yaml"));
    Files.writeString(file, right.replaceFirst("(?m)^placement:", "placment:"));
    assertThat(run(command, file.toString())).isEqualTo(64);
    assertThat(screen.err()).contains("nothing was started", "wrong.yaml", "placment", "placement");
    assertNothingStarted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "run", "sim", "walk"})
  void aScenarioThatDoesNotExistIsRefusedWithThoseThatDo(String command) {
    assertThat(run(command, "nva-outbound")).isEqualTo(64);
    assertThat(screen.err()).contains("nva-outbound", "nva-inbound");
    assertNothingStarted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim",
        "walk",
        "compare --vary settings.replication=none,ddata",
        "run --engine sim"
      })
  void virtualTimeRefusesAWorldWithAttachedGuests(String command) throws IOException {
    assertThat(run((command + " " + attached()).split(" "))).isEqualTo(64);
    assertThat(screen.err()).contains("remote-pc", "run on real processes only", "azimux up");
    assertNothingStarted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "walk --engine cluster"})
  void anAttachedClientIsToldToNobody(String command) throws IOException {
    assertThat(run((command + " " + attached()).split(" "))).isEqualTo(64);
    assertThat(screen.err())
        .contains("remote-pc is attached", "emulated client", ".client=NAME")
        .doesNotContain("%s");
    assertNothingStarted();
  }

  private Path attached() throws IOException {
    Path file = directory.resolve("outside.yaml");
    String emulated = Files.readString(ROOT.resolve("scenarios/nva-inbound.yaml"));
    String address = "address: 141.192.166.93";
    String tunnel = ", attached: {listen: 127.0.0.1:4789, vni: 7}";
    Files.writeString(file, emulated.replace(address, address + tunnel));
    return file;
  }

  @Test
  void aPlacementThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThat(run("up", "--placement", "per-rack")).isEqualTo(64);
    assertThat(screen.err()).contains("per-rack", "one-jvm, per-role, per-machine, per-element");
    assertNothingStarted();
  }

  @Test
  void anEngineThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThat(run("walk", "--engine", "real")).isEqualTo(64);
    assertThat(screen.err()).contains("real", "sim, cluster");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http-port", "--base-port"})
  void aPortInUseIsNamedAndNothingIsStarted(String option) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      // The second of the ports that are needed is the one in use.
      assertThat(run("up", option, Integer.toString(port - 1))).isEqualTo(2);
      assertThat(screen.err()).contains("in use", "nothing was started");
      assertNothingStarted();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "70000", "many"})
  void aPortThatIsNoneIsRefused(String port) {
    assertThat(run("up", "--http-port=" + port)).isEqualTo(64);
    assertThat(screen.err()).contains("--http-port");
    assertNothingStarted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ps", "kill mux-1", "capture mux-1 -w x.pcapng"})
  void whatNeedsAClusterSaysHowToStartOne(String command) {
    assertThat(run(command.split(" "))).isEqualTo(2);
    assertThat(screen.err()).contains("no cluster is running", "./azimux up");
  }

  private void assertNothingStarted() {
    assertThat(home().state().read()).isEmpty();
    assertThat(home().state().jvms().all()).isEmpty();
  }

  private int run(String... arguments) {
    return Azimux.run(screen.console(), home(), arguments);
  }

  private Home home() {
    return new Home(
        ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }
}
