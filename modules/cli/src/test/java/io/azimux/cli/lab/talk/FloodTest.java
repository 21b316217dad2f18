package io.azimux.cli.lab.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FloodTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final CountDownLatch ready = new CountDownLatch(1);

  @Test
  void datagramsComeAtTheRateThatIsOfferedAndAreCounted() throws Exception {
    int port;
    try (DatagramSocket any = new DatagramSocket(0)) {
      port = any.getLocalPort();
    }
    CompletableFuture<Flood.Count> sink =
        background(() -> Flood.datagramsAt(port, ready::countDown));
    ready.await();
    long sent = Flood.datagrams(address(port), 10_000, SHORT);
    assertThat(sent).isBetween(32L, 3_200L);
    Flood.Count count = sink.get(20, TimeUnit.SECONDS);
    assertThat(count.count()).isBetween(1L, sent);
    assertThat(count.nanos()).isPositive();
  }

  @Test
  void everyByteOfAStreamIsCounted() throws Exception {
    int port;
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    CompletableFuture<Flood.Count> sink = background(() -> Flood.streamAt(port, ready::countDown));
    ready.await();
    long sent = Flood.stream(address(port), SHORT);
    assertThat(sink.get(20, TimeUnit.SECONDS).count()).isEqualTo(sent).isPositive();
  }

  private interface Work {
    Flood.Count run() throws Exception;
  }

  private static CompletableFuture<Flood.Count> background(Work work) {
    CompletableFuture<Flood.Count> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.run());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
