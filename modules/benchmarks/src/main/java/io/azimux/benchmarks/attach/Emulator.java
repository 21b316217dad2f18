package io.azimux.benchmarks.attach;

import io.azimux.cluster.NodeMain;
import io.azimux.gateway.socket.Transport;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All elements of a world with two guests outside, in a JVM of their own. */
final class Emulator implements AutoCloseable {
  private static final String WORLD = "two-guests.yaml";
  private static final long END_SECONDS = 10;

  private final Process process;
  private final int port;

  /**
   * Starts it.
   *
   * @param options of the virtual machine
   * @param senderPort where the sending guest's socket is
   * @param receiverPort where the other's is
   */
  Emulator(Transport transport, List<String> options, int senderPort, int receiverPort)
      throws IOException {
    port = freePort();
    Path directory = Files.createTempDirectory("azimux-attach");
    Path scenario = directory.resolve(WORLD);
    Files.writeString(
        scenario,
        world()
            .replace("LISTEN_A", Integer.toString(port))
            .replace("LISTEN_B", Integer.toString(freePort()))
            .replace("PEER_A", Integer.toString(senderPort))
            .replace("PEER_B", Integer.toString(receiverPort)));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx700m", "-cp", System.getProperty("java.class.path")));
    command.add(NodeMain.class.getName());
    command.addAll(List.of("--scenario", scenario.toString(), "--jvm", "all"));
    command.addAll(List.of("--placement", "one-jvm", "--exit-with-parent"));
    command.addAll(List.of("--attach-transport", transport.label()));
    File log = directory.resolve("log").toFile();
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  private static String world() throws IOException {
    try (InputStream in = Emulator.class.getResourceAsStream(WORLD)) {
      if (in == null) {
        throw new IOException("no " + WORLD);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket any = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** Where the sending guest's frames go. */
  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
