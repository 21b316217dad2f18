package io.azimux.cli.lab.talk;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TalkTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private Tally now = Tally.NONE;

  @Test
  void everyAnswerOfAnEchoIsRight() throws IOException, InterruptedException {
    int port = freePort();
    CountDownLatch listens = new CountDownLatch(1);
    background(() -> Echo.serve(port, listens::countDown));
    listens.await();
    Tally last = Talk.run(address(port), 20, PAUSE, () -> now.opened() < 20, tally -> now = tally);
    assertThat(last.opened()).isEqualTo(20);
    assertThat(last.asked()).isGreaterThan(20);
    assertThat(last.reset() + last.cutOff() + last.garbled() + last.waiting()).isZero();
  }

  @Test
  void aResetIsTold() throws IOException {
    assertThat(against(socket -> socket.setOption(StandardSocketOptions.SO_LINGER, 0)).reset())
        .isEqualTo(1);
  }

  @Test
  void anEndIsToldApartFromAReset() throws IOException {
    Tally tally = against(socket -> socket.getInputStream().readNBytes(16));
    assertThat(tally.reset()).isZero();
    assertThat(tally.cutOff()).isEqualTo(1);
  }

  @Test
  void aWrongAnswerIsTold() throws IOException {
    Tally tally = against(socket -> socket.getOutputStream().write(new byte[16]));
    assertThat(tally.garbled()).isEqualTo(1);
  }

  @Test
  void aTallyIsReadAsItWasWritten() {
    Tally tally = new Tally(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Tally.of(JsonReader.parse(JsonWriter.write(tally)))).isEqualTo(tally);
  }

  private interface Treatment {
    void treat(Socket socket) throws IOException;
  }

  /** One connection, whose server does something to it and closes it. */
  private Tally against(Treatment treatment) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      background(
          () -> {
            try (Socket socket = server.accept()) {
              treatment.treat(socket);
            }
          });
      return Talk.run(
          address(server.getLocalPort()),
          1,
          PAUSE,
          () -> now.reset() + now.cutOff() + now.garbled() == 0,
          tally -> now = tally);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void background(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
