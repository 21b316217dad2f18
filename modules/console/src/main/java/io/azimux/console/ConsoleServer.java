package io.azimux.console;

import io.azimux.console.deployment.Deployment;
import io.azimux.console.http.HttpFront;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** The live page of a deployment, served until it is closed. */
public final class ConsoleServer implements AutoCloseable {
  private final HttpFront front;

  private ConsoleServer(HttpFront front) {
    this.front = front;
  }

  /**
   * Begins to serve.
   *
   * @param names by which browsers may reach it, besides {@code localhost}; needed where it does
   *     not bind to the loopback address only
   * @throws IOException naming the address, where it cannot be bound
   */
  public static ConsoleServer start(
      Deployment deployment, InetSocketAddress address, List<String> names) throws IOException {
    return new ConsoleServer(HttpFront.open(deployment, address, names));
  }

  /** Where it listens; the port is the real one, also where 0 was asked for. */
  public InetSocketAddress address() {
    return front.address();
  }

  @Override
  public void close() {
    front.close();
  }
}
