package io.azimux.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.cli.console.Poll;
import io.azimux.cli.console.Screen;
import io.azimux.cli.process.StateDirectory;
import io.azimux.packet.capture.PcapngReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with real processes: one JVM, so that it is quick. */
class ClusterCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory = Path.of("");

  @AfterEach
  void leaveNothingRunning() {
    run("down");
  }

  @Test
  void aClusterIsStartedShownWalkedCapturedAndStopped() throws IOException {
    Screen up = Screen.piped();
    assertThat(run(up, "up", "--placement", "one-jvm", "--console-port", "0"))
        .as(up.err())
        .isZero();
    assertThat(up.out()).contains("nva1", "20", "/metrics", "./azimux down");

    JsonNode elements = json("ps", "--json").path("elements");
    assertThat(elements).hasSize(13);
    assertThat(elements).allMatch(element -> element.path("state").asText().equals("up"));

    Screen second = Screen.piped();
    assertThat(run(second, "up")).isEqualTo(2);
    assertThat(second.err()).contains("running already", "./azimux down");

    Screen wrong = Screen.piped();
    assertThat(run(wrong, "kill", "mux-9")).isEqualTo(64);
    assertThat(wrong.err()).contains("mux-9", "mux-1, mux-2, mux-3, mux-4");
    assertThat(home().state().jvms().all()).hasSize(1);

    assertThat(json("walk", "--engine", "cluster", "--json").path("completed").asBoolean())
        .isTrue();
    captureSomething();

    Screen kill = Screen.piped();
    assertThat(run(kill, "kill", "mux-2")).isZero();
    assertThat(kill.out()).contains("with it controller-1");
    assertThat(run("ps")).isEqualTo(2);
    assertThat(run("down")).isZero();
    assertThat(home().state().jvms().all()).isEmpty();
  }

  @Test
  void anElementThatStandsByIsShownThoughNothingWasStartedForIt() throws IOException {
    Screen up = Screen.piped();
    assertThat(run(up, "up", "kill-one-mux", "--placement", "per-role")).as(up.err()).isZero();
    assertThat(up.out()).contains("mux-5", "standby");
    assertThat(run("down")).isZero();
  }

  /** Hosts probe their guests all the time, so that there is always something to see. */
  private void captureSomething() throws IOException {
    Path file = directory.resolve("nva1.pcapng");
    Screen wrong = Screen.piped();
    assertThat(run(wrong, "capture", "nva1", "-w", file.toString(), "--port", "eth7"))
        .isEqualTo(64);
    assertThat(wrong.err()).contains("eth7", "eth0, eth1");
    assertThat(run("capture", "nva1", "-w", file.toString(), "--port", "eth0", "--count", "3"))
        .isZero();
    try (InputStream in = Files.newInputStream(file)) {
      PcapngReader reader = new PcapngReader(in);
      for (int i = 0; i < 3; i++) {
        assertThat(reader.next().orElseThrow().source().name()).isEqualTo("nva1/eth0");
      }
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void jvmsOfARunDieWithTheCommandEvenWhenItIsKilled() throws IOException {
    Process command =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dazimux.root=" + ROOT.toAbsolutePath(),
                    "-Dazimux.state=" + home().state().path(),
                    "io.azimux.cli.Main",
                    "walk",
                    "--engine",
                    "cluster",
                    "--placement",
                    "one-jvm"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("command.txt").toFile())
            .start();
    Screen screen = Screen.piped();
    Poll poll = new Poll(screen.console(), "test", Duration.ofMillis(20));
    assertThat(poll.until(() -> !home().state().jvms().all().isEmpty(), LIMIT, () -> "start"))
        .as(Files.readString(directory.resolve("command.txt")))
        .isTrue();
    command.destroyForcibly();
    assertThat(poll.until(() -> home().state().jvms().all().isEmpty(), LIMIT, () -> "end"))
        .isTrue();
  }

  private JsonNode json(String... arguments) throws IOException {
    Screen screen = Screen.piped();
    assertThat(run(screen, arguments)).as(screen.err()).isZero();
    return new ObjectMapper().readTree(screen.out());
  }

  private int run(String... arguments) {
    return run(Screen.piped(), arguments);
  }

  private int run(Screen screen, String... arguments) {
    return Azimux.run(screen.console(), home(), arguments);
  }

  private Home home() {
    return new Home(
        ROOT, new StateDirectory(directory.resolve("state")), directory.resolve("runs"));
  }
}
