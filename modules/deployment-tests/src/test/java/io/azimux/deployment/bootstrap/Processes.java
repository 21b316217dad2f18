package io.azimux.deployment.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.cluster.NodeMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Processes of a cluster, each a JVM of its own; all are killed at the end. */
final class Processes implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 120;

  /** Of what each process wrote. */
  private static final int MOST_CHARACTERS = 3000;

  private final Path directory;
  private final Path scenario;
  private final Map<String, Process> running = new LinkedHashMap<>();

  /**
   * Starts none.
   *
   * @param directory where their logs and status files go
   */
  Processes(Path directory, Path scenario) {
    this.directory = directory;
    this.scenario = scenario;
  }

  /** Starts one by the name that it has in the plan. */
  Process start(
      String jvm, Map<String, String> environment, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m"));
    command.addAll(options);
    command.add(NodeMain.class.getName());
    command.addAll(List.of("--scenario", scenario.toString(), "--jvm", jvm));
    command.addAll(List.of("--run-dir", runDirectory(jvm).toString(), "--exit-with-parent"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(jvm + ".output").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    running.put(jvm, process);
    return process;
  }

  private Path runDirectory(String jvm) {
    return directory.resolve("run-" + jvm);
  }

  /** SIGKILL. */
  void kill(String jvm) throws InterruptedException, IOException {
    Process process = running.remove(jvm);
    assertThat(process).as("%s runs", jvm).isNotNull();
    process.destroyForcibly().waitFor();
    Files.deleteIfExists(runDirectory(jvm).resolve(jvm + ".json"));
  }

  /** What a process says of itself; null while it does not answer. */
  @Nullable JsonNode status(String jvm) throws IOException, InterruptedException {
    Path file = runDirectory(jvm).resolve(jvm + ".json");
    if (!Files.exists(file)) {
      return null;
    }
    JsonNode told = JSON.readTree(file.toFile());
    return told.path("http").asText().isEmpty()
        ? null
        : JSON.readTree(get(told.path("http").asText() + "/status").body());
  }

  /** Addresses of the members that a process sees as Up and reachable. */
  Set<String> members(String jvm) throws IOException, InterruptedException {
    Set<String> found = new TreeSet<>();
    JsonNode status = status(jvm);
    if (status != null) {
      for (JsonNode member : status.path("members")) {
        if (member.path("status").asText().equals("Up") && member.path("reachable").asBoolean()) {
          found.add(member.path("address").asText());
        }
      }
    }
    return found;
  }

  /** Status of the answer to a request; 0 where there is none. */
  static int answer(String url) throws InterruptedException {
    try {
      return get(url).statusCode();
    } catch (IOException nobody) {
      return 0;
    }
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until something holds; says what the processes wrote where it does not, or one ends. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holds(condition)) {
      boolean allRun = running.values().stream().allMatch(Process::isAlive);
      if (!allRun || System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what + "\n" + outputs());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static boolean holds(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (IOException notYet) {
      return false;
    }
  }

  private String outputs() throws IOException {
    StringBuilder said = new StringBuilder();
    for (String jvm : running.keySet()) {
      for (Path file :
          List.of(directory.resolve(jvm + ".output"), runDirectory(jvm).resolve(jvm + ".log"))) {
        if (Files.exists(file)) {
          said.append("--- ").append(file.getFileName()).append('\n');
          String text = Files.readString(file);
          said.append(text.substring(Math.max(0, text.length() - MOST_CHARACTERS)));
        }
      }
    }
    return said.toString();
  }

  @Override
  public void close() {
    for (Process process : running.values()) {
      process.destroyForcibly().onExit().join();
    }
  }
}
