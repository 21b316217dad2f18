package io.azimux.deployment.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Prometheus with the configuration of this project, on a free port. */
final class LivePrometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long it may take to write its last data. */
  private static final int END_SECONDS = 10;

  private final Process process;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * One series of an answer.
   *
   * @param value NaN where Prometheus knows none
   */
  record Sample(Map<String, String> labels, double value) {
    /** True where it has a label with this value. */
    boolean is(String label, String wanted) {
      return wanted.equals(labels.get(label));
    }
  }

  private LivePrometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it with local.yml, in which only paths are replaced.
   *
   * @param directory empty; for its configuration, its data and what it prints
   */
  static LivePrometheus start(Path directory, Path targets) throws IOException {
    Path program = PromTool.find("prometheus");
    String config =
        Files.readString(RuleFile.prometheus().resolve("local.yml"))
            .replace("../../.azimux/prometheus-targets.json", targets.toString())
            .replace("rules/*.yml", RuleFile.prometheus().resolve("rules") + "/*.yml");
    Path file = Files.writeString(directory.resolve("prometheus.yml"), config);
    int port = freePort();
    File output = directory.resolve("prometheus.txt").toFile();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    return new LivePrometheus(process, URI.create("http://127.0.0.1:" + port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** True once it answers. */
  boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("prometheus ended with " + process.exitValue());
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * What a query yields now.
   *
   * @throws AssertionError with what Prometheus says of a query that it refuses
   */
  List<Sample> query(String promql) throws IOException, InterruptedException {
    HttpResponse<String> response =
        get("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new AssertionError(promql + ": " + response.body());
    }
    List<Sample> samples = new ArrayList<>();
    for (JsonNode one : JSON.readTree(response.body()).at("/data/result")) {
      Map<String, String> labels = new LinkedHashMap<>();
      one.path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      samples.add(new Sample(labels, number(one.path("value").path(1).asText())));
    }
    return samples;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
        .join()
        .destroyForcibly();
  }
}
