package io.azimux.cli.deployed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Setup;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.topology.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The endpoint of a process that says what a test wants it to say. */
final class FakeNode implements AutoCloseable {
  static final String TOKEN = "sesame";

  /** Orders that were taken. */
  final List<String> orders = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final String jvm;
  private final List<String> elements;
  private final boolean cuttable;
  private final World world;

  /** What its clock is ahead of the right time, nanoseconds. */
  volatile long ahead;

  volatile String address;

  FakeNode(String jvm, boolean cuttable, World world, String... elements) {
    this.jvm = jvm;
    this.elements = List.of(elements);
    this.cuttable = cuttable;
    this.world = world;
    this.address = "azimux@" + jvm + ":17355";
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/status", exchange -> answer(exchange, 200, JsonWriter.write(status())));
    server.createContext("/setup", exchange -> answer(exchange, 200, setup()));
    server.createContext("/chaos", this::order);
    server.createContext("/command", this::order);
    server.start();
  }

  private String setup() {
    return JsonWriter.write(new Setup(jvm, 1, cuttable, true, world));
  }

  private Status status() {
    List<Status.Hosted> hosted = new ArrayList<>();
    for (String name : elements) {
      hosted.add(
          new Status.Hosted(name, "mux", "10.0.0.1", "up", 0, 0, 0, 0, List.of(), List.of()));
    }
    long now = Fleet.now() + ahead;
    return new Status(
        jvm, 1, 7, "Up", address, now, List.of(), hosted, List.of(), 0, Status.Chaos.NONE);
  }

  private void order(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("X-Azimux-Token");
    if (!TOKEN.equals(token)) {
      answer(exchange, 403, "{\"error\":\"the header X-Azimux-Token is missing or wrong\"}");
      return;
    }
    orders.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answer(exchange, 202, "{}");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What holds it, in a life of this number. */
  Unit unit(int life) {
    return new Unit(jvm, jvm + "/" + life, "box " + jvm, List.of(url()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
