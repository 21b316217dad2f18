package io.azimux.cli.process;

import java.util.List;

/**
 * A JVM that carries elements, as it was started.
 *
 * @param name name in the placement, {@code host-a} or {@code routers}
 * @param elements names of the elements it carries
 * @param pid process number
 * @param startedMillis when the operating system says it began; tells it apart from a later process
 *     with the same number
 * @param httpPort port of its HTTP interface on the loopback address
 * @param arteryPort port that the other JVMs reach it by
 * @param log file with what it printed
 */
public record NodeProcess(
    String name,
    List<String> elements,
    long pid,
    long startedMillis,
    int httpPort,
    int arteryPort,
    String log) {
  /** Copies the list. */
  public NodeProcess {
    elements = List.copyOf(elements);
  }

  /** Base address of its HTTP interface. */
  public String url() {
    return "http://127.0.0.1:" + httpPort;
  }
}
