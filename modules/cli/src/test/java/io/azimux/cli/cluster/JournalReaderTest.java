package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.azimux.cli.process.ClusterState;
import io.azimux.cli.process.NodeProcess;
import io.azimux.cli.process.StateDirectory;
import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.node.Fact;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is written to all the time, and one that is longer than a page. */
class JournalReaderTest {
  private static final int PAGE = 2000;

  @TempDir Path directory = Path.of("");

  private final HttpServer server = bind();
  private final List<Long> seen = new ArrayList<>();

  /** Entries in the journal when it is asked for the first time; each question finds one more. */
  private long length;

  @BeforeEach
  void serve() {
    server.createContext("/journal", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void readingEndsThoughThereIsSomethingNewEachTime() {
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> reader().poll());
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void allThatWasThereIsReadHoweverManyPagesItTakes() {
    length = 3 * PAGE;
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> reader().poll());
    assertThat(seen).hasSizeGreaterThanOrEqualTo(3 * PAGE).doesNotHaveDuplicates();
  }

  private JournalReader reader() {
    int port = server.getAddress().getPort();
    NodeProcess process = new NodeProcess("a", List.of("mux-1"), 1, 0, port, 0, "");
    ClusterState state = new ClusterState("", "one-jvm", 1, "", "", "", true, List.of(process));
    LocalCluster cluster = new LocalCluster(new StateDirectory(directory), state);
    return new JournalReader(cluster, entry -> seen.add(entry.sequence()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      length++;
      long since = Long.parseLong(exchange.getRequestURI().getQuery().replaceFirst("since=", ""));
      long next = Math.min(length + 1, since + PAGE);
      StringBuilder text = new StringBuilder("{\"next\":" + next + ",\"lost\":0}\n");
      LongStream.range(since, next)
          .mapToObj(n -> new Entry(n, 0, "mux-1", 0, null, new Fact.BackendHealth("a", true)))
          .forEach(entry -> text.append(JsonWriter.write(entry)).append('\n'));
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static HttpServer bind() {
    try {
      return HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
