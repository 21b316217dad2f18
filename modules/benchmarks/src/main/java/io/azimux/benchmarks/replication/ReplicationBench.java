package io.azimux.benchmarks.replication;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Forks the JVMs, hurts them as asked for, and tells what they measured. */
public final class ReplicationBench implements AutoCloseable {
  private static final int SECONDS_BEFORE_FAULTS = 10;
  private static final int SECONDS_AFTER_LOSS = 5;
  private static final int SECONDS_AFTER_FAULT = 20;
  private static final int SETTLE_SECONDS = 30;

  private final Options options;
  private final PrintStream out;
  private final Path log;
  private final List<Integer> ports = new ArrayList<>();
  private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
  private final Seconds seconds = new Seconds();
  private final Findings findings;
  private final long begun = System.nanoTime();

  private ReplicationBench(Options options, PrintStream out, Path log) {
    this.options = options;
    this.out = out;
    this.log = log;
    findings = new Findings(out);
  }

  /**
   * Measures.
   *
   * @return exit status: 0 where every target was met, 1 where one was missed, 64 for wrong
   *     arguments
   */
  public static int run(List<String> arguments, PrintStream out)
      throws IOException, InterruptedException {
    Options options;
    try {
      if (arguments.contains("--help")) {
        out.print(Options.USAGE);
        return 0;
      }
      options = Options.parse(arguments);
    } catch (IllegalArgumentException wrong) {
      out.println("azimux bench --replication: " + wrong.getMessage());
      out.print(Options.USAGE);
      return 64;
    }
    Path log = Files.createTempFile("azimux-replication-", ".log");
    out.println("log of the JVMs: " + log);
    double baseline = options.baseline() ? Baseline.run(options, out, log) : 0;
    try (ReplicationBench bench = new ReplicationBench(options, out, log)) {
      bench.measure(baseline);
      return bench.findings.allMet() ? 0 : 1;
    }
  }

  private void measure(double baseline) throws IOException, InterruptedException {
    for (int i = 0; i < options.jvms(); i++) {
      ports.add(freePort());
    }
    for (int i = 0; i < options.jvms(); i++) {
      start(i, 0);
    }
    for (NodeProcess node : nodes.values()) {
      node.await("ready");
    }
    out.printf(
        Locale.ROOT,
        "%d JVMs are ready after %.1f s; %,d new flows/s in all, %,d live flows%n",
        options.jvms(),
        (System.nanoTime() - begun) / 1e9,
        options.rate(),
        options.flows());
    long from = System.nanoTime();
    Thread ticker = ticker();
    setRates();
    pass(options.warm());
    window("cold start", 1, Double.MAX_VALUE, Double.MAX_VALUE, 1000);
    faults();
    long left = options.seconds() - (System.nanoTime() - from) / 1_000_000_000L;
    if (left > 0) {
      pass((int) left);
      window("steady, to the end", 1, 10, 50, Double.MAX_VALUE);
    }
    double length = (System.nanoTime() - from) / 1e9;
    nodes.values().forEach(node -> node.tell("rate 0"));
    settle();
    ticker.interrupt();
    findings.finish(seconds, length, baseline, options.rate());
  }

  private void start(int index, long first) throws IOException {
    String name = ReplicationNode.name(index);
    String all = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    List<String> arguments =
        List.of(
            Integer.toString(index), all, Integer.toString(options.flows()), Long.toString(first));
    nodes.put(
        name,
        new NodeProcess(
            name, ReplicationNode.class, arguments, log, words -> seconds.take(name, words)));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void setRates() {
    nodes.values().forEach(node -> node.tell("rate " + options.rate() / options.jvms()));
  }

  private Thread ticker() {
    Thread ticker =
        new Thread(
            () -> {
              long start = System.nanoTime();
              for (int second = 1; !Thread.currentThread().isInterrupted(); second++) {
                LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
                if (!Thread.currentThread().isInterrupted()) {
                  seconds.print(out, second);
                }
              }
            },
            "seconds");
    ticker.setDaemon(true);
    ticker.start();
    return ticker;
  }

  /** Lets time pass. */
  static void pass(int secondsToPass) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsToPass);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void faults() throws IOException, InterruptedException {
    if (options.loseOneWrite() || options.pauseSeconds() > 0 || options.killOne()) {
      pass(SECONDS_BEFORE_FAULTS);
      window("steady, before faults", 1, 10, 50, Double.MAX_VALUE);
    }
    String last = ReplicationNode.name(options.jvms() - 1);
    if (options.loseOneWrite()) {
      out.println("fault  " + last + " loses one direct write");
      node(last).tell("lose");
      pass(SECONDS_AFTER_LOSS);
      window("one write lost", 1, Double.MAX_VALUE, Double.MAX_VALUE, 2000);
    }
    if (options.pauseSeconds() > 0) {
      pause();
    }
    if (options.killOne()) {
      out.println("fault  SIGKILL " + last);
      node(last).signal("KILL");
      nodes.remove(last);
      seconds.forget(last);
      pass(SECONDS_AFTER_FAULT);
      window("one killed, survivors", 1, 10, 50, Double.MAX_VALUE);
    }
    if (options.restartOne()) {
      restart();
    }
  }

  private NodeProcess node(String name) throws IOException {
    NodeProcess node = nodes.get(name);
    if (node == null || !node.isAlive()) {
      throw new IOException(name + " has ended; see " + log);
    }
    return node;
  }

  private void pause() throws IOException, InterruptedException {
    out.println("fault  all JVMs stand still for " + options.pauseSeconds() + " s");
    for (NodeProcess node : nodes.values()) {
      node.signal("STOP");
    }
    pass(options.pauseSeconds());
    for (NodeProcess node : nodes.values()) {
      node.signal("CONT");
    }
    out.println("fault  all JVMs go on");
    pass(SECONDS_AFTER_FAULT / 2);
    window("ten seconds after the pause", 1, Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
    pass(SECONDS_AFTER_FAULT / 2);
    window("ten seconds later", 1, 10, 50, Double.MAX_VALUE);
  }

  private void restart() throws IOException, InterruptedException {
    int index = options.jvms() - 1;
    String name = ReplicationNode.name(index);
    long at = System.nanoTime();
    // Its flows must be newer than those of its life before.
    long first = 2L * options.rate() / options.jvms() * ((at - begun) / 1_000_000_000L);
    out.println("fault  start of " + name);
    start(index, first);
    NodeProcess node = node(name);
    node.await("up");
    double up = (System.nanoTime() - at) / 1e9;
    node.tell("pull " + ReplicationNode.name(0));
    node.await("complete");
    double complete = (System.nanoTime() - at) / 1e9;
    node.tell("rate " + options.rate() / options.jvms());
    findings.add(
        String.format(Locale.ROOT, "joiner: JVM started, up after %.1f s, complete after", up),
        complete,
        5,
        "s");
    pass(SECONDS_AFTER_FAULT / 2);
    window("one restarted, all", options.jvms() - 1, Double.MAX_VALUE, 100, Double.MAX_VALUE);
  }

  /** Has every JVM tell its lags since the last window, and compares those of the first ones. */
  private void window(String what, int least, double p50, double p99, double max)
      throws IOException, InterruptedException {
    nodes.values().forEach(node -> node.tell("window " + what.replace(' ', '_')));
    int number = 0;
    for (NodeProcess node : nodes.values()) {
      String[] words = node.await("window");
      boolean counts = least == 1 || number < least;
      findings.window(what, node.name(), words, counts, new double[] {p50, p99, max});
      number++;
    }
  }

  /** Waits until all replicas hold the same. */
  private void settle() throws IOException, InterruptedException {
    long from = System.nanoTime();
    Set<String> digests = new LinkedHashSet<>();
    do {
      pass(1);
      digests.clear();
      nodes.values().forEach(node -> node.tell("digest"));
      for (NodeProcess node : nodes.values()) {
        String[] words = node.await("digest");
        digests.add(words[1] + ", " + words[2] + " flows");
      }
    } while (digests.size() > 1
        && System.nanoTime() - from < TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
    out.println("digests " + digests);
    findings.add("different digests after settling", digests.size(), 1, "");
    out.printf(Locale.ROOT, "settled within %.1f s%n", (System.nanoTime() - from) / 1e9);
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
  }
}
