package io.azimux.deployment.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.http.NodeClient;
import io.azimux.node.message.ClientCommand;
import io.azimux.packet.Ipv4Address;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The world of nva-inbound as processes of this machine, started by the command itself. */
final class LiveWorld implements AutoCloseable {
  private static final Path ROOT = Board.GRAFANA.resolveSibling("");
  private static final int PATIENCE_SECONDS = 180;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, JsonNode> processes = new LinkedHashMap<>();
  private String token = "";

  private LiveWorld(Path directory) {
    this.directory = directory;
  }

  /**
   * Starts all of it.
   *
   * @throws AssertionError with what the command printed, where it fails
   */
  static LiveWorld start(Path directory) throws IOException {
    LiveWorld world = new LiveWorld(directory);
    try {
      world.azimux("up", "nva-inbound");
      JsonNode state = JSON.readTree(Files.readString(directory.resolve("state/cluster.json")));
      world.token = state.path("token").asText();
      for (JsonNode process : state.path("processes")) {
        world.processes.put(process.path("name").asText(), process);
      }
    } catch (IOException | RuntimeException | Error failure) {
      world.close();
      throw failure;
    }
    return world;
  }

  /** The file in which Prometheus finds the processes. */
  Path targets() {
    return directory.resolve("state/prometheus-targets.json");
  }

  /** Names of the processes. */
  List<String> names() {
    return List.copyOf(processes.keySet());
  }

  /** What a process tells Prometheus. */
  String metrics(String process) throws IOException, InterruptedException {
    return client(process).metrics();
  }

  /** New connections all the time, each of which talks for some seconds. */
  void load() throws IOException, InterruptedException {
    client("remote-pc")
        .command(
            "remote-pc",
            new ClientCommand.OpenMany(
                20_000, 20_000_000, 200_000_000, 20, 64, Ipv4Address.parse("20.240.9.27"), 22));
  }

  /** SIGKILL; the others are told of it meanwhile, as a run would do. */
  void kill(String victim) {
    ProcessHandle.of(process(victim).path("pid").asLong()).orElseThrow().destroyForcibly();
    ChaosOrder order =
        new ChaosOrder(1, List.of(new ActiveFault("kill", victim)), List.of(), List.of(), 0, 0);
    for (String other : processes.keySet()) {
      if (!other.equals(victim)) {
        Thread post = new Thread(() -> tell(other, order), "post");
        post.setDaemon(true);
        post.start();
      }
    }
  }

  /** One that is not told shows no fault, which the boards show then. */
  private void tell(String process, ChaosOrder order) {
    try {
      client(process).chaos(order);
    } catch (IOException unheard) {
      return;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode process(String name) {
    return Objects.requireNonNull(processes.get(name), name);
  }

  private NodeClient client(String process) {
    URI address = URI.create("http://127.0.0.1:" + process(process).path("httpPort").asInt());
    return new NodeClient(http, address, token);
  }

  @Override
  public void close() throws IOException {
    azimux("down");
  }

  private void azimux(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dazimux.root=" + ROOT,
                "-Dazimux.state=" + directory.resolve("state"),
                "io.azimux.cli.Main"));
    command.addAll(List.of(arguments));
    File output = directory.resolve(arguments[0] + ".txt").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (process.isAlive() || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(
          "azimux " + String.join(" ", arguments) + "\n" + Files.readString(output.toPath()));
    }
  }
}
