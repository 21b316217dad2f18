package io.azimux.cluster.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.host.Capture;
import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.http.Exchange.Refusal;
import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.journal.Journal;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.capture.PcapngWriter;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The pages of a process about its elements. */
public final class Pages {
  /** Entries of one answer; the next request goes on behind them. */
  static final int MOST_ENTRIES = 10_000;

  /** Captures at once in a process: each copies frames in the element's own thread. */
  static final int MOST_CAPTURES = 4;

  private final Hosting hosting;
  private final Semaphore captures = new Semaphore(MOST_CAPTURES);

  private Pages(Hosting hosting) {
    this.hosting = hosting;
  }

  /**
   * Puts the pages on a server.
   *
   * @param status asked for each request to {@code /status}
   * @param metrics asked for each request to {@code /metrics}; Prometheus text
   * @param chaos told of each order of faults
   */
  public static void serve(
      NodeServer server,
      Hosting hosting,
      Supplier<Status> status,
      Supplier<String> metrics,
      Consumer<ChaosOrder> chaos) {
    Pages pages = new Pages(hosting);
    server.get(
        "/status",
        exchange ->
            exchange.answer(200, "application/json", JsonWriter.write(status.get()) + "\n"));
    server.get(
        "/metrics",
        exchange ->
            exchange.answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
    server.get("/journal", pages::journal);
    server.get("/capture", pages::capture);
    server.post("/command", pages::command);
    server.post("/chaos", exchange -> chaos(exchange, chaos));
  }

  /**
   * Puts a page on a server that health checks ask: status 200 where the process does its work, 503
   * with the reason where it does not.
   *
   * @param obstacle asked for each request; why the process is not ready, empty where it is
   */
  public static void serveReadiness(NodeServer server, Supplier<Optional<String>> obstacle) {
    server.get(
        "/ready",
        exchange -> {
          Optional<String> reason = obstacle.get();
          exchange.answer(
              reason.isEmpty() ? 200 : 503, "text/plain", reason.orElse("ready") + "\n");
        });
  }

  /** Puts a page on a server that tells what the process was started with. */
  public static void serveSetup(NodeServer server, Setup setup) {
    String text = JsonWriter.write(setup) + "\n";
    server.get("/setup", exchange -> exchange.answer(200, "application/json", text));
  }

  /** The first line tells where to go on and what was lost; one line for each entry follows. */
  private void journal(Exchange exchange) throws IOException {
    long since = exchange.number("since", 1, 0, Long.MAX_VALUE);
    Journal.Page page = hosting.surroundings().journal().read(since, MOST_ENTRIES);
    StringBuilder lines = new StringBuilder(256 * page.entries().size() + 64);
    lines.append("{\"next\":").append(page.next()).append(",\"lost\":").append(page.lost());
    lines.append("}\n");
    for (Entry entry : page.entries()) {
      lines.append(JsonWriter.write(entry)).append('\n');
    }
    exchange.answer(200, "application/x-ndjson", lines.toString());
  }

  private void command(Exchange exchange) throws IOException {
    String element;
    PeerMessage command;
    try {
      JsonNode request = JsonReader.parse(exchange.body());
      element = request.path("element").asText();
      command = command(request.path("command"));
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(400, String.valueOf(malformed.getMessage()));
    }
    if (!hosting.tell(element, command)) {
      throw hosting.find(element).isPresent()
          ? new Refusal(Exchange.NOT_NOW, notRunning(element))
          : new Refusal(404, unknown(element));
    }
    exchange.answer(202, "application/json", JsonWriter.write(Map.of("element", element)) + "\n");
  }

  private static PeerMessage command(JsonNode request) {
    String kind = request.path("kind").asText();
    boolean forOperators =
        Arrays.stream(OperatorCommand.class.getPermittedSubclasses())
            .anyMatch(type -> type.getSimpleName().equals(kind));
    return forOperators
        ? JsonReader.read(request, OperatorCommand.class)
        : JsonReader.read(request, ClientCommand.class);
  }

  private static void chaos(Exchange exchange, Consumer<ChaosOrder> chaos) throws IOException {
    try {
      chaos.accept(JsonReader.read(JsonReader.parse(exchange.body()), ChaosOrder.class));
    } catch (IllegalArgumentException refused) {
      throw new Refusal(400, String.valueOf(refused.getMessage()));
    }
    exchange.answer(202, "application/json", "{}\n");
  }

  private void capture(Exchange exchange) throws IOException, InterruptedException {
    String name = exchange.parameter("element").orElse("");
    Wiring.Element element =
        hosting.find(name).orElseThrow(() -> new Refusal(404, unknown(name) + " here"));
    List<Wiring.Port> ports = element.ports();
    int port = (int) exchange.number("port", Capture.ALL_PORTS, 0, Math.max(0, ports.size() - 1));
    if (!captures.tryAcquire()) {
      throw new Refusal(429, MOST_CAPTURES + " captures run already");
    }
    Capture capture = new Capture(port);
    try {
      if (!hosting.startCapture(name, capture)) {
        throw new Refusal(404, notRunning(name));
      }
      stream(exchange, element, capture);
    } finally {
      hosting.stopCapture(name, capture);
      captures.release();
    }
  }

  /**
   * Writes until the reader goes away, which shows as a failed write: so something is written in
   * every second, also where no frame comes.
   */
  private void stream(Exchange exchange, Wiring.Element element, Capture capture)
      throws IOException, InterruptedException {
    long epochOffset = hosting.surroundings().journal().epochOffset();
    try (PcapngWriter writer = new PcapngWriter(exchange.stream("application/x-pcapng"))) {
      for (Wiring.Port port : element.ports()) {
        writer.addInterface(element.name() + "/" + port.name());
      }
      writer.flush();
      while (!Thread.currentThread().isInterrupted()) {
        Capture.Frame frame = capture.poll(1, TimeUnit.SECONDS);
        if (frame == null) {
          writer.keepAlive();
        }
        for (; frame != null; frame = capture.poll(0, TimeUnit.SECONDS)) {
          byte[] bytes = frame.bytes();
          writer.packet(frame.port(), frame.nanos() + epochOffset, bytes, 0, bytes.length);
        }
        writer.flush();
      }
    }
  }

  private static String notRunning(String element) {
    return "element '" + element + "' does not run here now";
  }

  private String unknown(String element) {
    return "no element '" + element + "'; known: " + hosting.surroundings().directory().names();
  }
}
