package io.azimux.benchmarks;

import io.azimux.benchmarks.attach.AttachBench;
import io.azimux.benchmarks.replication.ReplicationBench;
import io.azimux.benchmarks.walk.WholeWalk;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All peers side by side in one run: A B A B ..., so that a noisy neighbour hits all of them alike,
 * and the median of each.
 *
 * <pre>
 * java -Xms4g -Xmx4g -XX:+UseTransparentHugePages -cp 'target/lib/*' io.azimux.benchmarks.Bench [--quick]
 * </pre>
 */
public final class Bench {
  /** Processor time of the thread: what others take of a shared machine does not count. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String HASH_MAP = "HashMap of records";

  /** Many short rounds: what disturbs some of them does not reach the median. */
  private static final int ROUNDS = 21;

  private static final String GENERATOR = "generator alone";
  private static final int WARM_UPS = 9;

  /** The walk is twenty times the code, and all of it has to be compiled before it counts. */
  private static final int WARM_UPS_OF_WALK = 75;

  private static final int[] FLOWS = {1_000, 100_000, 1_000_000, 10_000_000};
  private static final int[] FLOWS_OF_QUICK = {1_000, 1_000_000};
  private static final int MOST_FLOWS_OF_HASH_MAP = 1_000_000;
  private static final int[] FLOWS_OF_WALK = {1_000, 100_000, 1_000_000};
  private static final long SLICE_NANOS = 50_000_000L;
  private static final long SLICE_OF_QUICK_NANOS = 20_000_000L;
  private static final int BURSTS_BETWEEN_LOOKS_AT_CLOCK = 64;

  private final PrintStream out;
  private final int[] flows;
  private final long sliceNanos;

  private Bench(PrintStream out, boolean quick) {
    this.out = out;
    flows = quick ? FLOWS_OF_QUICK : FLOWS;
    sliceNanos = quick ? SLICE_OF_QUICK_NANOS : SLICE_NANOS;
  }

  /** Measures and prints; ends with status 64 for an argument that it does not know. */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    if (args.length > 0 && args[0].equals("--replication")) {
      out.println(Machine.describe());
      System.exit(ReplicationBench.run(List.of(args).subList(1, args.length), out));
    }
    if (args.length > 0 && args[0].equals("--attach")) {
      out.println(Machine.describe());
      System.exit(AttachBench.run(List.of(args).subList(1, args.length), out));
    }
    List<String> known = List.of("--quick", "--help");
    for (String arg : args) {
      if (!known.contains(arg)) {
        out.println(
            "azimux bench: unknown argument '"
                + arg
                + "'; valid: --quick, --replication, --attach, --help");
        System.exit(64);
      }
    }
    if (List.of(args).contains("--help")) {
      out.println("Measures the MUX path, its memory, and the whole walk, all peers side by side.");
      out.println("  --quick   fewer sizes and shorter slices: half a minute instead of two");
      out.println("  --replication [--help]   flows among several JVMs instead");
      out.println("  --attach [--help]        datagrams between guests outside instead");
      return;
    }
    run(out, List.of(args).contains("--quick"));
  }

  /**
   * Measures and prints.
   *
   * @param quick half a minute's work less: fewer sizes, shorter slices
   */
  public static void run(PrintStream out, boolean quick) {
    Bench bench = new Bench(out, quick);
    out.println(Machine.describe());
    out.println();
    bench.mux();
    bench.memory();
    bench.wholeWalk();
  }

  private void mux() {
    out.println("MUX path: parse, hash, flow-table hit, VXLAN encapsulation; one thread, uniform");
    out.println("random flows; processor time, ns a packet, median (least..most) of " + ROUNDS);
    out.println("rounds; times as fast: median over the rounds, the generator's time taken off");
    out.printf(Locale.ROOT, "%12s  %-22s %s%n", "flows", "path", "ns/packet");
    for (int count : flows) {
      Map<String, Path> peers = new LinkedHashMap<>();
      peers.put(GENERATOR, new DrawOnly(count, 32));
      peers.put("MUX, bursts of 1", new MuxPath(count, 1));
      peers.put("MUX, bursts of 32", new MuxPath(count, 32));
      peers.put("MUX, bursts of 256", new MuxPath(count, 256));
      if (count <= MOST_FLOWS_OF_HASH_MAP) {
        peers.put(HASH_MAP, new HashMapPath(count, 32));
      }
      Map<String, double[]> results = sideBySide(peers, WARM_UPS);
      results.forEach((name, times) -> print(count, name, times, results));
    }
    out.println();
  }

  private void print(int count, String name, double[] times, Map<String, double[]> all) {
    out.printf(Locale.ROOT, "%,12d  %-22s %6.1f  %s", count, name, median(times), range(times));
    double[] generator = all.get(GENERATOR);
    double[] peer = all.get(HASH_MAP);
    if (generator != null && peer != null && !name.equals(HASH_MAP) && !name.equals(GENERATOR)) {
      double[] ratios = new double[times.length];
      for (int round = 0; round < ratios.length; round++) {
        ratios[round] = (peer[round] - generator[round]) / (times[round] - generator[round]);
      }
      out.printf(Locale.ROOT, "  %.1f times as fast as the HashMap", median(ratios));
    }
    out.println();
  }

  private static String range(double[] times) {
    DoubleSummaryStatistics all = Arrays.stream(times).summaryStatistics();
    return String.format(Locale.ROOT, "(%.1f..%.1f)", all.getMin(), all.getMax());
  }

  private void wholeWalk() {
    out.println();
    out.println("the whole walk there and back, all elements in one thread, every packet verified");
    out.println("at both ends; processor time, median (least..most) of " + ROUNDS);
    out.printf(Locale.ROOT, "%12s  %-22s %s%n", "flows", "ns/packet", "million packets/s");
    for (int count : sliceNanos == SLICE_OF_QUICK_NANOS ? FLOWS_OF_QUICK : FLOWS_OF_WALK) {
      sideBySide(Map.of("walk", new WholeWalk(count)), WARM_UPS_OF_WALK)
          .values()
          .forEach(times -> printWalk(count, times));
    }
  }

  private void printWalk(int count, double[] times) {
    double median = median(times);
    out.printf(
        Locale.ROOT, "%,12d  %6.1f  %s  %6.2f%n", count, median, range(times), 1_000 / median);
  }

  private void memory() {
    int count = MOST_FLOWS_OF_HASH_MAP;
    long before = usedHeap();
    Path mux = new MuxPath(count, 32);
    long after = usedHeap();
    double ofMux = (after - before) / (double) count;
    Path map = new HashMapPath(count, 32);
    double ofMap = (usedHeap() - after) / (double) count;
    out.printf(
        Locale.ROOT,
        "bytes of heap a flow at %,d flows: MUX %.1f, HashMap of records %.1f%n",
        count,
        ofMux,
        ofMap);
    // Both must be alive until here.
    if (mux.forward() + map.forward() == 0) {
      out.println("nothing was forwarded");
    }
  }

  /** The time of each peer in each round: what disturbs a round disturbs all peers alike. */
  private Map<String, double[]> sideBySide(Map<String, Path> peers, int warmUps) {
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int round = -warmUps; round < ROUNDS; round++) {
      for (Map.Entry<String, Path> peer : peers.entrySet()) {
        double time = slice(peer.getValue());
        if (round >= 0) {
          times.computeIfAbsent(peer.getKey(), name -> new double[ROUNDS])[round] = time;
        }
      }
    }
    return times;
  }

  private double slice(Path path) {
    long packets = 0;
    long begin = THREADS.getCurrentThreadCpuTime();
    long end = begin;
    while (end - begin < sliceNanos) {
      for (int i = 0; i < BURSTS_BETWEEN_LOOKS_AT_CLOCK; i++) {
        packets += path.forward();
      }
      end = THREADS.getCurrentThreadCpuTime();
    }
    return (end - begin) / (double) packets;
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
