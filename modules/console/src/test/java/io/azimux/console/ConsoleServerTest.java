package io.azimux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with processes that are made up; a browser's view of it is tested elsewhere. */
class ConsoleServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String RUN = "20260520-101500-kill-one-mux";

  @TempDir Path runs = Path.of("");

  private FakeDeployment deployment;
  private ConsoleServer server;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void serve() throws Exception {
    deployment = new FakeDeployment(runs);
    server = ConsoleServer.start(deployment, loopback(0), List.of());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    server.close();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(url(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path)).POST(HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What a browser cannot be made to send, sent by hand; the answer's first line. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStreamReader in =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
      return String.valueOf(new BufferedReader(in).readLine());
    }
  }

  @Test
  void thePageIsServedWithAPolicyThatLetsNothingElseIn() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("/app.js").doesNotContain("http://", "https://", "<style");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    String tag = page.headers().firstValue("ETag").orElseThrow();
    HttpRequest again = HttpRequest.newBuilder(url("/")).header("If-None-Match", tag).build();
    assertThat(HTTP.send(again, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(304);
    assertThat(get("/app.js").body()).isNotEmpty();
    assertThat(get("/echarts.js").body()).contains("Apache");
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/..%2fconsole.conf").statusCode()).isNotEqualTo(200);
  }

  @Test
  void theWorldTellsWhatThePageDraws() throws Exception {
    JsonNode world = JSON.readTree(get("/api/world").body());
    assertThat(world.path("elements")).hasSize(13);
    assertThat(world.path("frontends").get(0).path("address").asText()).isEqualTo("20.240.9.27");
    assertThat(world.path("deeds").toString()).isEqualTo("[\"kill\"]");
    assertThat(world.path("noDeeds").asText()).contains("nobody starts");
    assertThat(world.path("mayAct").asBoolean()).isTrue();
  }

  @Test
  void aForeignNameIsRefusedAlsoForLooking() throws Exception {
    assertThat(raw("GET /api/world HTTP/1.1\r\nHost: evil.example\r\n\r\n")).contains("403");
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).contains("200");
  }

  @Test
  void onlyThePageItselfMayAct() throws Exception {
    String path = "/api/elements/mux-2/kill";
    assertThat(post(path).statusCode()).isEqualTo(403);
    HttpResponse<String> foreign =
        post(path, "X-Azimux-Console", "1", "Origin", "http://evil.example");
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).contains("evil.example");
    assertThat(deployment.done).isEmpty();
    HttpResponse<String> own = post(path, "X-Azimux-Console", "1");
    assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
    assertThat(deployment.done).containsExactly("KILL mux-2");
    assertThat(get("/api/moments").body()).contains("SIGKILL mux-2");
  }

  @Test
  void whoComesThroughAProxyNeedsTheToken() throws Exception {
    String path = "/api/elements/mux-2/kill";
    String[] proxied = {"X-Azimux-Console", "1", "X-Forwarded-For", "10.0.0.7"};
    assertThat(post(path, proxied).statusCode()).isEqualTo(403);
    String[] shown = {
      "X-Azimux-Console", "1", "X-Forwarded-For", "10.0.0.7", "X-Azimux-Token", FakeDeployment.TOKEN
    };
    assertThat(post(path, shown).statusCode()).isEqualTo(200);
  }

  @Test
  void whatCannotBeDoneIsRefusedWithWhatCould() throws Exception {
    String[] marker = {"X-Azimux-Console", "1"};
    HttpResponse<String> deed = post("/api/elements/mux-2/pause", marker);
    assertThat(deed.statusCode()).isEqualTo(409);
    assertThat(deed.body()).contains("[kill]", "nobody starts");
    HttpResponse<String> element = post("/api/elements/mux-9/kill", marker);
    assertThat(element.statusCode()).isEqualTo(404);
    assertThat(element.body()).contains("mux-9", "mux-1");
    HttpResponse<String> late = post("/api/elements/mux-4/kill", marker);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("gone already");
    assertThat(post("/api/walk?sourcePort=0", marker).statusCode()).isEqualTo(400);
    assertThat(post("/api/walk?sourcePort=4000", marker).body()).contains("does not answer");
    assertThat(raw("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
        .contains("405");
  }

  @Test
  void oneThatHangsHoldsUpNobodyAndOneThatGoesIsSeenAtOnce() throws Exception {
    FakeNode hanging = new FakeNode("mux-1", "mux", 1);
    FakeNode mortal = new FakeNode("mux-2", "mux", 2);
    FakeNode healthy = new FakeNode("mux-3", "mux", 3);
    open.addAll(List.of(hanging, mortal, healthy));
    for (FakeNode node : List.of(hanging, mortal, healthy)) {
      deployment.nodes.add(node.address());
    }
    try (Events events = new Events()) {
      events.until(live -> allUp(live, "mux-1", "mux-2", "mux-3"));
      hanging.hang();
      events.until(live -> state(live, "mux-1").equals("silent"));
      long killed = System.nanoTime();
      mortal.close();
      JsonNode live = events.until(frame -> state(frame, "mux-2").equals("gone"));
      assertThat((System.nanoTime() - killed) / 1e9).isLessThan(2);
      assertThat(state(live, "mux-3")).isEqualTo("up");
      assertThat(node(live, "mux-3").path("ageMillis").asLong()).isBetween(0L, 1500L);
      events.until(frame -> element(frame, "mux-3").path("sent").asDouble() > 0);
      assertThat(get("/api/moments").body()).contains("process is gone", "does not answer");
    }
    JsonNode detail = JSON.readTree(get("/api/elements/mux-3").body());
    assertThat(detail.path("pid").asLong()).isEqualTo(3);
    assertThat(detail.path("hosted").path("finished").toString()).contains("no_rule");
  }

  private static boolean allUp(JsonNode live, String... names) {
    return List.of(names).stream().allMatch(name -> state(live, name).equals("up"));
  }

  private static JsonNode element(JsonNode live, String name) {
    return named(live.path("elements"), name);
  }

  private static JsonNode node(JsonNode live, String name) {
    return named(live.path("nodes"), name);
  }

  private static JsonNode named(JsonNode all, String name) {
    for (JsonNode one : all) {
      if (one.path("name").asText().equals(name)) {
        return one;
      }
    }
    return JSON.missingNode();
  }

  private static String state(JsonNode live, String name) {
    return element(live, name).path("state").asText();
  }

  @Test
  void soManyMayLookAndNoMore() throws Exception {
    for (int i = 0; i < 16; i++) {
      open.add(new Events());
    }
    assertThatThrownBy(Events::new).hasMessageContaining("503").hasMessageContaining("16 pages");
    open.remove(0).close();
    try (Events events = untilOneFits()) {
      assertThat(events.until(live -> true).path("elements")).hasSize(13);
    }
  }

  /** The server learns that one has left when it next writes to it. */
  private Events untilOneFits() throws Exception {
    while (true) {
      try {
        return new Events();
      } catch (IOException full) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void reportsAreServedInASandboxAndNothingElseOfTheFolder() throws Exception {
    Path run = Files.createDirectories(runs.resolve(RUN));
    Files.writeString(run.resolve("compare.html"), "<p>a page</p>");
    Files.writeString(run.resolve("secret.txt"), "secret");
    Files.writeString(runs.resolve("report.html"), "secret");
    HttpResponse<String> page = get("/runs/" + RUN + "/compare.html");
    assertThat(page.body()).isEqualTo("<p>a page</p>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("sandbox allow-scripts")
        .doesNotContain("allow-same-origin");
    assertThat(get("/runs/" + RUN + "/secret.txt").statusCode()).isEqualTo(404);
    assertThat(get("/runs/" + RUN + "/..%2f..%2freport.html").statusCode()).isEqualTo(404);
    assertThat(raw("GET /runs/../report.html HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .doesNotContain("200");
    JsonNode list = JSON.readTree(get("/api/runs").body());
    assertThat(list).hasSize(1);
    assertThat(list.get(0).path("page").asText()).isEqualTo("compare.html");
  }

  @Test
  void aBodyIsRefusedBeforeItIsRead() throws Exception {
    String big = "X".repeat(8192);
    assertThat(
            raw(
                "POST /api/walk HTTP/1.1\r\nHost: localhost\r\nX-Azimux-Console: 1\r\n"
                    + "Content-Length: 9999999\r\n\r\n"
                    + big))
        .doesNotContain("200");
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + big + "\r\n\r\n"))
        .contains("431");
  }

  @Test
  void anAddressInUseIsNamed() {
    assertThatThrownBy(
            () ->
                ConsoleServer.start(deployment, loopback(server.address().getPort()), List.of())
                    .close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + server.address().getPort());
  }

  /** The stream of frames, as a browser reads it. */
  private final class Events implements AutoCloseable {
    private final InputStream stream;
    private final BufferedReader reader;

    Events() throws Exception {
      HttpResponse<InputStream> response =
          HTTP.send(
              HttpRequest.newBuilder(url("/api/live")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      stream = response.body();
      if (response.statusCode() != 200) {
        throw new IOException(
            response.statusCode()
                + " "
                + new String(stream.readAllBytes(), StandardCharsets.UTF_8));
      }
      reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The first frame of which this is true. */
    JsonNode until(Predicate<JsonNode> condition) throws IOException {
      while (true) {
        String line = reader.readLine();
        if (line == null) {
          throw new IOException("the stream ended");
        }
        if (line.startsWith("data: ")) {
          JsonNode live = JSON.readTree(line.substring(6));
          if (condition.test(live)) {
            return live;
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
