package io.azimux.cluster.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.journal.Journal;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Speaks with the endpoint of one process. Safe for use by several threads. */
public final class NodeClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http;
  private final URI base;
  private final String token;

  /**
   * A client of the process at this address.
   *
   * @param http may serve many clients
   * @param base {@code http://127.0.0.1:8558}
   * @param token what the process was started with; empty for reading only
   */
  public NodeClient(HttpClient http, URI base, String token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** Status of the process. */
  public Status status() throws IOException, InterruptedException {
    return JsonReader.read(JsonReader.parse(get("/status")), Status.class);
  }

  /** What the process was started with: a {@link Setup} as JSON. */
  public JsonNode setup() throws IOException, InterruptedException {
    return JsonReader.parse(get("/setup"));
  }

  /** Metrics in Prometheus' text format. */
  public String metrics() throws IOException, InterruptedException {
    return get("/metrics");
  }

  /**
   * Entries of the journal.
   *
   * @param since sequence number from which to read; {@code next} of the page before, at first 1
   */
  public Journal.Page journal(long since) throws IOException, InterruptedException {
    List<String> lines = get("/journal?since=" + since).lines().toList();
    JsonNode head = JsonReader.parse(lines.get(0));
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      entries.add(JsonReader.read(JsonReader.parse(line), Entry.class));
    }
    return new Journal.Page(head.path("next").asLong(), head.path("lost").asLong(), entries);
  }

  /** Gives a client element a command; any process of the cluster passes it on. */
  public void command(String element, ClientCommand command)
      throws IOException, InterruptedException {
    passOn(element, command);
  }

  /** Gives a guest, a controller or a MUX a command; any process of the cluster passes it on. */
  public void command(String element, OperatorCommand command)
      throws IOException, InterruptedException {
    passOn(element, command);
  }

  private void passOn(String element, PeerMessage command)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("element", element);
    body.put("command", command);
    post("/command", body);
  }

  /** Tells this process which faults hold from now on. */
  public void chaos(ChaosOrder order) throws IOException, InterruptedException {
    post("/chaos", order);
  }

  private void post(String path, Object body) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header(NodeServer.TOKEN_HEADER, token)
            .POST(HttpRequest.BodyPublishers.ofString(JsonWriter.write(body)))
            .build();
    check(http.send(request, HttpResponse.BodyHandlers.ofString()), 202);
  }

  /** A running capture in pcapng; closing the stream ends it. */
  public InputStream capture(String element) throws IOException, InterruptedException {
    String query = "/capture?element=" + URLEncoder.encode(element, StandardCharsets.UTF_8);
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(base.resolve(query)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        throw failure(
            response, new String(body.readNBytes(Exchange.MOST_BODY), StandardCharsets.UTF_8));
      }
    }
    return response.body();
  }

  private String get(String path) throws IOException, InterruptedException {
    return check(http.send(request(path).build(), HttpResponse.BodyHandlers.ofString()), 200);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
  }

  private static String check(HttpResponse<String> response, int expected) throws IOException {
    if (response.statusCode() != expected) {
      throw failure(response, response.body());
    }
    return response.body();
  }

  /** The process answered, but not with what was wanted. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refused(String message, int status) {
      super(message);
      this.status = status;
    }

    /** True where the process is too young for what was wanted: trying again may help. */
    public boolean isForNow() {
      return status == Exchange.NOT_NOW;
    }
  }

  private static IOException failure(HttpResponse<?> response, String body) {
    return new Refused(
        response.request().uri() + " answered " + response.statusCode() + ": " + body.strip(),
        response.statusCode());
  }
}
