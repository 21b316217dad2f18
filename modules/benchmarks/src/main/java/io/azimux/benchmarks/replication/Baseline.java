package io.azimux.benchmarks.replication;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The obvious way, with Pekko's own means: one {@code LWWMap} of flows, an update for each, a
 * subscriber at every JVM. The rate is raised until the readers do not keep up.
 */
final class Baseline {
  private static final int[] RATES = {125, 250, 500, 1_000, 2_000, 4_000, 8_000};
  private static final int SECONDS_OF_RATE = 8;

  /** Share of the flows offered that every reader must have seen, two seconds after the last. */
  private static final double ENOUGH = 0.95;

  private Baseline() {}

  /** The highest rate that all readers kept up with, flows a second of all JVMs together. */
  static double run(Options options, PrintStream out, Path log)
      throws IOException, InterruptedException {
    out.println("baseline: one LWWMap, an update for each flow, Pekko's own settings");
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < options.jvms(); i++) {
      ports.add(BenchPool.freePort());
    }
    String all = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    Map<String, String[]> latest = new ConcurrentHashMap<>();
    Map<String, NodeProcess> nodes = new TreeMap<>();
    try {
      for (int i = 0; i < options.jvms(); i++) {
        String name = ReplicationNode.name(i);
        nodes.put(
            name,
            new NodeProcess(
                name,
                new NodeProcess.Program(
                    LwwMapNode.class, List.of(), List.of(Integer.toString(i), all)),
                log,
                words -> latest.put(name, words)));
      }
      for (NodeProcess node : nodes.values()) {
        node.await("all");
      }
      return climb(nodes, out);
    } finally {
      nodes.values().forEach(NodeProcess::close);
    }
  }

  private static double climb(Map<String, NodeProcess> nodes, PrintStream out)
      throws IOException, InterruptedException {
    double best = 0;
    for (int rate : RATES) {
      nodes.values().forEach(node -> node.tell("rate " + rate / nodes.size()));
      ReplicationBench.pass(SECONDS_OF_RATE);
      nodes.values().forEach(node -> node.tell("rate 0"));
      ReplicationBench.pass(2);
      nodes.values().forEach(node -> node.tell("window"));
      double least = Double.MAX_VALUE;
      StringBuilder lags = new StringBuilder();
      long offered = 0;
      List<Long> received = new ArrayList<>();
      for (NodeProcess node : nodes.values()) {
        String[] words = node.await("window");
        offered += Long.parseLong(words[1]);
        received.add(Long.parseLong(words[2]));
        lags.append(' ').append(words[3]).append('/').append(words[4]);
      }
      for (long flows : received) {
        // Each reader sees those of the others.
        least = Math.min(least, flows / (offered * (nodes.size() - 1.0) / nodes.size()));
      }
      double achieved = offered / (double) SECONDS_OF_RATE;
      out.printf(
          Locale.ROOT,
          "baseline: %,5d flows/s offered, %,.0f made, the slowest reader saw %.0f %%, lag"
              + " p50/p99%s ms%n",
          rate,
          achieved,
          100 * least,
          lags);
      if (least < ENOUGH) {
        break;
      }
      best = Math.max(best, achieved);
    }
    out.printf(Locale.ROOT, "baseline: %,.0f flows/s at best%n", best);
    return best;
  }
}
