package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback address for JVMs to listen on. */
public final class Ports {
  /** Below the ports that Linux gives to connections (32768 and up), above well-known ones. */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;

  private Ports() {}

  /**
   * Ports that nobody uses now; all different. A JVM that is started again wants its old port back,
   * so none is among those that the system gives to any connection.
   */
  public static List<Integer> free(int count) {
    List<Integer> ports = new ArrayList<>();
    int start = new SecureRandom().nextInt(LAST - FIRST);
    for (int i = 0; i < LAST - FIRST && ports.size() < count; i++) {
      int port = FIRST + (start + i) % (LAST - FIRST);
      if (isFree(port)) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new CannotStart("only %d of %d ports are free".formatted(ports.size(), count));
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = bind(port)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
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
}
