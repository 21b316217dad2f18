package io.azimux.benchmarks.replication;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The JVMs of the measurement. */
final class BenchPool implements AutoCloseable {
  private final Path log;
  private final int flows;
  private final Seconds seconds;
  private final List<String> options;
  private final List<Integer> ports = new ArrayList<>();
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

  /**
   * A pool of which no JVM runs.
   *
   * @param flows live flows of all
   * @param options of the virtual machine
   */
  BenchPool(Path log, int jvms, int flows, Seconds seconds, List<String> options)
      throws IOException {
    this.log = log;
    this.flows = flows;
    this.seconds = seconds;
    this.options = List.copyOf(options);
    for (int i = 0; i < jvms; i++) {
      ports.add(freePort());
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * Makes an archive of the classes that a JVM of a pool needs, as the launcher does for those of a
   * cluster: with it, they start in half the time.
   *
   * @return options that use it
   */
  static List<String> archive(Path log) throws IOException, InterruptedException {
    Path file = Path.of(log + ".jsa");
    Seconds nobodyReads = new Seconds();
    List<String> making =
        List.of("-XX:ArchiveClassesAtExit=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    try (BenchPool pool = new BenchPool(log, 2, 10_000, nobodyReads, List.of())) {
      pool.start(0, 0);
      pool.start(1, 0, making);
      pool.awaitAll("ready");
      pool.setRate(10_000);
      ReplicationBench.pass(1);
      NodeProcess second = pool.node(ReplicationNode.name(1));
      second.tell("pull " + ReplicationNode.name(0));
      second.await("complete");
      second.tell("end");
      second.awaitEnd();
    }
    return Files.exists(file)
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:class+path=off")
        : List.of();
  }

  /** Starts a JVM; the numbers of its flows begin with {@code first}. */
  void start(int index, long first) throws IOException {
    start(index, first, options);
  }

  private void start(int index, long first, List<String> withOptions) throws IOException {
    String name = ReplicationNode.name(index);
    String all = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    List<String> arguments =
        List.of(Integer.toString(index), all, Integer.toString(flows), Long.toString(first));
    NodeProcess.Program program =
        new NodeProcess.Program(ReplicationNode.class, withOptions, arguments);
    nodes.put(name, new NodeProcess(name, program, log, words -> seconds.take(name, words)));
  }

  /** Starts all, and waits until each has rehearsed. */
  void startAll() throws IOException, InterruptedException {
    for (int i = 0; i < ports.size(); i++) {
      start(i, 0);
    }
    awaitAll("ready");
  }

  private void awaitAll(String word) throws IOException, InterruptedException {
    for (NodeProcess node : nodes.values()) {
      node.await(word);
    }
  }

  /** The JVM of this name. */
  NodeProcess node(String name) throws IOException {
    NodeProcess node = nodes.get(name);
    if (node == null || !node.isAlive()) {
      throw new IOException(name + " has ended; see " + log);
    }
    return node;
  }

  Collection<NodeProcess> all() {
    return List.copyOf(nodes.values());
  }

  /** So many new flows a second, in equal parts by all that run. */
  void setRate(int ofAll) {
    nodes.values().forEach(node -> node.tell("rate " + ofAll / nodes.size()));
  }

  void signal(String signal) throws IOException, InterruptedException {
    for (NodeProcess node : nodes.values()) {
      node.signal(signal);
    }
  }

  /** Kills one, just after it told what it has done, so that all of that counts. */
  void kill(String name) throws IOException, InterruptedException {
    seconds.awaitNext(name);
    node(name).signal("KILL");
    nodes.remove(name);
    seconds.forget(name);
  }

  /** Lags since the last call. */
  List<Window> windows() throws IOException, InterruptedException {
    nodes.values().forEach(node -> node.tell("window"));
    List<Window> windows = new ArrayList<>();
    for (NodeProcess node : nodes.values()) {
      windows.add(Window.of(node.name(), node.await("window")));
    }
    return windows;
  }

  /** What all answer to a question, without that word. */
  TreeSet<String> ask(String question) throws IOException, InterruptedException {
    nodes.values().forEach(node -> node.tell(question));
    TreeSet<String> answers = new TreeSet<>();
    for (NodeProcess node : nodes.values()) {
      String[] words = node.await(question);
      answers.add(String.join(" ", List.of(words).subList(1, words.length)));
    }
    return answers;
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
  }
}
