package io.azimux.cluster.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.azimux.cluster.http.Exchange.Refusal;
import io.azimux.cluster.json.JsonWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint of a process. Reading is free to everybody who reaches the address; whatever changes
 * something needs the token in the header {@value #TOKEN_HEADER}.
 */
public final class NodeServer implements AutoCloseable {
  /** Header that carries the token. */
  public static final String TOKEN_HEADER = "X-Azimux-Token";

  /** Requests at once; captures hold one each for as long as they run. */
  private static final int MOST_THREADS = 8;

  private static final String LONGEST_REQUEST_SECONDS = "10";

  private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);

  private final HttpServer server;
  private final ExecutorService threads;
  private final String token;

  /**
   * Binds an address. Nothing is served until {@link #start}.
   *
   * @param token what changing requests must show; empty refuses them all
   * @throws IOException naming the address, if it cannot be bound
   */
  public NodeServer(InetSocketAddress address, String token) throws IOException {
    this.token = token;
    // Read once, by the first server of the JVM: whoever sends half a request must not hold a
    // thread.
    System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_REQUEST_SECONDS);
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException failure) {
      throw new IOException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + failure.getMessage(),
          failure);
    }
    // What finds no thread waits. The server's own thread must never answer: it accepts.
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            NodeServer::thread);
    pool.allowCoreThreadTimeOut(true);
    threads = pool;
    server.setExecutor(threads);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "http");
    thread.setDaemon(true);
    return thread;
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Page {
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  /** Serves what can only be read. */
  void get(String path, Page page) {
    server.createContext(path, exchange -> serve(exchange, "GET", path, page));
  }

  /** Serves what changes something. */
  void post(String path, Page page) {
    Page guarded =
        exchange -> {
          if (!isAllowed(exchange.header(TOKEN_HEADER).orElse(""))) {
            throw new Refusal(403, "the header " + TOKEN_HEADER + " is missing or wrong");
          }
          page.answer(exchange);
        };
    server.createContext(path, exchange -> serve(exchange, "POST", path, guarded));
  }

  private boolean isAllowed(String shown) {
    return !token.isEmpty()
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static void serve(HttpExchange http, String method, String path, Page page)
      throws IOException {
    try (http) {
      try {
        Exchange exchange = new Exchange(http);
        if (!http.getRequestURI().getPath().equals(path)) {
          throw new Refusal(404, "no page " + http.getRequestURI().getPath());
        }
        if (!exchange.method().equals(method)) {
          throw new Refusal(405, path + " answers " + method + " only");
        }
        page.answer(exchange);
      } catch (Refusal refusal) {
        refuse(http, refusal.status, String.valueOf(refusal.getMessage()));
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException failure) {
        LOG.error("{} failed", path, failure);
        refuse(http, 500, failure.toString());
      }
    }
  }

  private static void refuse(HttpExchange http, int status, String message) throws IOException {
    byte[] bytes = JsonWriter.write(Map.of("error", message)).getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", "application/json");
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
  }

  /** Begins to serve. */
  public void start() {
    server.start();
  }

  /** The address in use; its port is the real one, also where 0 was asked for. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
