package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: what they leave behind, and how they end. */
class NodeMainTest {
  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void killAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void aProcessTellsWhereItIsAndEndsWithItsParent() throws Exception {
    Process process = start("--jvm", "mux-1", "--exit-with-parent");
    StatusFile up = awaitState(process, StatusFile.UP);
    assertThat(up.pid()).isEqualTo(process.pid());
    assertThat(up.artery()).matches("127\\.0\\.0\\.1:\\d+");
    assertThat(up.http()).matches("http://127\\.0\\.0\\.1:\\d+");
    assertThat(up.elements()).containsExactly("mux-1");
    process.getOutputStream().close();
    assertThat(exitOf(process)).isEqualTo(3);
  }

  @Test
  void aContainerNeedsItsEnvironmentOnly() throws Exception {
    Map<String, String> environment =
        Map.of(
            "AZIMUX_JVM", "mux-#",
            "HOSTNAME", "pool-mux-1",
            "AZIMUX_HOST", "self",
            "AZIMUX_BIND_HOST", "0.0.0.0",
            "AZIMUX_LIFE", "clock",
            "AZIMUX_TOKEN_FILE", directory.resolve("token").toString());
    Process process = start(environment);
    StatusFile up = awaitState(process, StatusFile.UP);
    assertThat(up.artery()).startsWith(new ThisMachine().address() + ":");
    assertThat(up.elements()).containsExactly("mux-1");
    assertThat(directory.resolve("token")).isNotEmptyFile();
  }

  @Test
  void aProcessJoinsAsSoonAsTheSeedAnswers() throws Exception {
    int port = freePort();
    Process late = start("--jvm", "mux-1", "--seeds", "localhost:" + port, "--join-within", "0");
    awaitState(late, StatusFile.BOUND);
    String seed = Integer.toString(port);
    start("--jvm", "router-1", "--host", "localhost", "--port", seed);
    awaitState(late, StatusFile.UP);
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  @Test
  void aProcessTellsWhatItWasStartedWith() throws Exception {
    StatusFile up = awaitState(start("--jvm", "mux-1", "--seed", "7", "--cuttable"), StatusFile.UP);
    NodeClient client = new NodeClient(HttpClient.newHttpClient(), URI.create(up.http()), "");
    JsonNode setup = client.setup();
    assertThat(setup.path("jvm").asText()).isEqualTo("mux-1");
    assertThat(setup.path("seed").asLong()).isEqualTo(7);
    assertThat(setup.path("cuttable").asBoolean()).isTrue();
    assertThat(setup.path("world"))
        .isEqualTo(JsonReader.parse(JsonWriter.write(TestWorld.scenario().world())));
    assertThat(client.status().uid()).isEqualTo(client.status().members().get(0).uid());
  }

  @Test
  void aProcessThatIsAskedToEndDoesSo() throws Exception {
    Process process = start("--jvm", "mux-1");
    awaitState(process, StatusFile.UP);
    process.destroy();
    // 128 and the number of SIGTERM.
    assertThat(exitOf(process)).isEqualTo(143);
  }

  @Test
  void aMutationThatTheScenarioDoesNotHaveIsNamedInTheStatusFile() throws Exception {
    Process process = start("--jvm", "mux-1", "--mutate", "nonsense");
    assertThat(exitOf(process)).isEqualTo(2);
    assertThat(StatusFile.read(directory, "mux-1"))
        .hasValueSatisfying(
            status -> {
              assertThat(status.state()).isEqualTo(StatusFile.FAILED);
              assertThat(status.error()).isEqualTo("no mutation 'nonsense'");
            });
  }

  @Test
  void aPortInUseIsNamedInTheStatusFile() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      String port = Integer.toString(taken.getLocalPort());
      Process process = start("--jvm", "mux-1", "--http-port", port);
      assertThat(exitOf(process)).isEqualTo(2);
      assertThat(StatusFile.read(directory, "mux-1"))
          .hasValueSatisfying(
              status -> {
                assertThat(status.state()).isEqualTo(StatusFile.FAILED);
                assertThat(status.error()).contains("cannot listen on 127.0.0.1:" + port);
              });
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithThePlan() throws Exception {
    Process process = start("--jvm", "mux-9");
    assertThat(exitOf(process)).isEqualTo(2);
    assertThat(StatusFile.read(directory, "mux-9").orElseThrow().error())
        .startsWith("--jvm 'mux-9' is none of [controller-1, router-1");
  }

  private Process start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(NodeMain.class.getName());
    command.addAll(List.of("--scenario", TestWorld.file().toString()));
    command.addAll(List.of("--run-dir", directory.toString()));
    command.addAll(List.of(arguments));
    File output = directory.resolve("output").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private StatusFile awaitState(Process process, String state) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline && process.isAlive()) {
      var status = StatusFile.read(directory, "mux-1");
      if (status.isPresent() && status.get().state().equals(state)) {
        return status.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new AssertionError("never " + state + ": " + StatusFile.read(directory, "mux-1"));
  }

  private static int exitOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ended").isTrue();
    return process.exitValue();
  }
}
