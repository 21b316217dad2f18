package io.azimux.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.console.deployment.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Answers as a process does, or hangs, or is gone, as a test wants it. */
final class FakeNode implements AutoCloseable {
  private final HttpServer server;
  private final String name;
  private final String role;
  private final long pid;
  private final AtomicLong packets = new AtomicLong();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean hangs;

  FakeNode(String name, String role, long pid) throws IOException {
    this.name = name;
    this.role = role;
    this.pid = pid;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "fake node");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/status", this::status);
    server.createContext("/journal", exchange -> answer(exchange, "{\"next\":1,\"lost\":0}\n"));
    server.start();
  }

  NodeAddress address() {
    return new NodeAddress(name, url(), List.of(name));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on it takes questions and says nothing. */
  void hang() {
    hangs = true;
  }

  private void status(HttpExchange exchange) throws IOException {
    if (hangs) {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    answer(exchange, JsonWriter.write(status()));
  }

  private Status status() {
    String address = "azimux@127.0.0.1:" + (4000 + pid);
    long nanos = System.currentTimeMillis() * 1_000_000;
    long sent = packets.addAndGet(100);
    Status.Hosted element =
        new Status.Hosted(
            name,
            role,
            "10.0.0.1",
            "up",
            0,
            sent,
            sent,
            0,
            List.of(new Status.Count("no_rule", 7)),
            List.of(new Status.Value("azimux_mux_flow_table_entries", "", 12)),
            List.of(new Status.Link("router-1", sent)));
    Status.Member self =
        new Status.Member(address, pid, "Up", true, List.of(role), url().toString());
    return new Status(
        name,
        pid,
        pid,
        "Up",
        address,
        nanos,
        List.of(self),
        List.of(element),
        List.of(name),
        0,
        Status.Chaos.NONE);
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
  }
}
