package io.azimux.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class NodeServerTest {
  private static final int THREADS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void requestsThatHangDoNotKeepTheServerFromAcceptingOthers() throws Exception {
    Semaphore entered = new Semaphore(0);
    Semaphore gate = new Semaphore(0, true);
    try (NodeServer server = new NodeServer(new InetSocketAddress("127.0.0.1", 0), "")) {
      server.get(
          "/slow",
          exchange -> {
            entered.release();
            gate.acquire();
            exchange.answer(200, "text/plain", "late");
          });
      server.get("/quick", exchange -> exchange.answer(200, "text/plain", "soon"));
      server.start();
      List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        slow.add(http.sendAsync(request(server, "/slow"), HttpResponse.BodyHandlers.ofString()));
      }
      entered.acquire(THREADS);
      slow.add(http.sendAsync(request(server, "/slow"), HttpResponse.BodyHandlers.ofString()));
      try {
        // Two of the first eight go, the ninth may take the place of one of them.
        gate.release(2);
        entered.acquire();
        assertThat(
                http.send(request(server, "/quick"), HttpResponse.BodyHandlers.ofString()).body())
            .isEqualTo("soon");
      } finally {
        gate.release(slow.size()); // or a failure would keep the server from closing
      }
      for (CompletableFuture<HttpResponse<String>> answer : slow) {
        assertThat(answer.get().body()).isEqualTo("late");
      }
    }
  }

  private static HttpRequest request(NodeServer server, String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
  }
}
