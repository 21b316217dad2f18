package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback address for JVMs to listen on. */
public final class Ports {
  private Ports() {}

  /** Ports that nobody uses now; all different. */
  public static List<Integer> free(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = bind(0);
        held.add(socket);
        ports.add(socket.getLocalPort());
      }
      return ports;
    } catch (IOException e) {
      throw new CannotStart("no free ports: " + e.getMessage(), e);
    } finally {
      held.forEach(Ports::release);
    }
  }

  /**
   * Consecutive ports.
   *
   * @param purpose what they are for, in messages: {@code HTTP}
   * @throws CannotStart where one is in use
   */
  public static List<Integer> from(int first, int count, String purpose) {
    List<Integer> ports = new ArrayList<>();
    for (int port = first; port < first + count; port++) {
      try (ServerSocket probe = bind(port)) {
        ports.add(probe.getLocalPort());
      } catch (IOException e) {
        throw new CannotStart(
            "%s port 127.0.0.1:%d is in use (%d..%d are needed); nothing was started"
                .formatted(purpose, port, first, first + count - 1),
            e);
      }
    }
    return ports;
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    // As the JVMs will do: a connection of an earlier cluster that lingers is no obstacle.
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new CannotStart("a port cannot be released: " + e.getMessage(), e);
    }
  }
}
