package io.azimux.cli.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that stands in for a JVM: it waits, marked or not, until it is ended. */
final class Stand implements AutoCloseable {
  final Process process;

  private Stand(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "stand"));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).start();
    // It has begun to wait, with its signals set up, when it says so.
    if (process.getInputStream().read() != '.') {
      throw new IllegalStateException("the process did not start");
    }
  }

  /** Ends when asked. */
  static Stand polite(String... arguments) throws IOException {
    return new Stand("printf .; read line", arguments);
  }

  /** Ends only when killed. */
  static Stand stubborn(String... arguments) throws IOException {
    return new Stand("trap '' TERM; printf .; read line; read line", arguments);
  }

  NodeProcess as(String name, List<String> elements) {
    return new NodeProcess(
        name, elements, process.pid(), NodeJvms.startedMillis(process.toHandle()), 1, 2, "log");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end; the system may take a moment to bury it. */
  boolean ends() throws InterruptedException {
    return process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
