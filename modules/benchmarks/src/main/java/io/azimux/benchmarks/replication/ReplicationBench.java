package io.azimux.benchmarks.replication;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Forks the JVMs, hurts them as asked for, and holds what they measured against what it should. */
public final class ReplicationBench {
  private static final int SECONDS_BEFORE_FAULTS = 10;
  private static final int SECONDS_AFTER_LOSS = 5;
  private static final int SECONDS_AFTER_FAULT = 20;
  private static final int SECONDS_TO_RECOVER = 10;
  private static final int SECONDS_AFTER_JOIN = 5;
  private static final int SETTLE_SECONDS = 30;

  /** Clocks of the JVMs and of this one do not begin a second at the same time. */
  private static final double RATE_TOLERANCE = 0.995;

  /** What a round of gossip may serialize: ten segments, their digests at both ends, and back. */
  private static final int FULL_STATES_OF_ROUND = 40;

  private static final double MEGABYTE = 1_000_000;

  private final Options options;
  private final PrintStream out;
  private final BenchPool pool;
  private final Seconds seconds;
  private final Clauses clauses = new Clauses();
  private final List<Window> warm = new ArrayList<>();
  private final long begun = System.nanoTime();
  private long stoodStill;

  private ReplicationBench(Options options, PrintStream out, BenchPool pool, Seconds seconds) {
    this.options = options;
    this.out = out;
    this.pool = pool;
    this.seconds = seconds;
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
    out.println("archive of the classes of a JVM");
    List<String> archive = BenchPool.archive(log);
    Seconds seconds = new Seconds();
    try (BenchPool pool = new BenchPool(log, options.jvms(), options.flows(), seconds, archive)) {
      ReplicationBench bench = new ReplicationBench(options, out, pool, seconds);
      bench.measure(baseline);
      bench.clauses.print(out);
      return bench.clauses.allHold() ? 0 : 1;
    } finally {
      Files.deleteIfExists(Path.of(log + ".jsa"));
    }
  }

  private void measure(double baseline) throws IOException, InterruptedException {
    pool.startAll();
    say(
        "%d JVMs on %d processors have started and rehearsed after %.1f s; %,d new flows/s in all,"
            + " %,d live flows",
        options.jvms(),
        Runtime.getRuntime().availableProcessors(),
        (System.nanoTime() - begun) / 1e9,
        options.rate(),
        options.flows());
    long from = System.nanoTime();
    Thread ticker = seconds.tick(out);
    pool.setRate(options.rate());
    pass(options.warm());
    List<Window> cold = windows("cold start");
    clauses.atMost(
        "longest lag at the cold start", 1000, Window.worst(cold, Window::longest), " ms");
    faults();
    int left = options.seconds() - (int) ((System.nanoTime() - from) / 1_000_000_000L);
    if (left > 0) {
      pass(left);
      warm.addAll(windows("steady, to the end"));
    }
    double length = (System.nanoTime() - from - stoodStill) / 1e9;
    pool.setRate(0);
    settle();
    ticker.interrupt();
    conclude(length, baseline);
  }

  private void say(String form, Object... values) {
    out.printf(Locale.ROOT, form + "%n", values);
  }

  /** Lets time pass. */
  static void pass(int secondsToPass) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsToPass);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Has every JVM tell its lags since the last call. */
  private List<Window> windows(String what) throws IOException, InterruptedException {
    List<Window> windows = pool.windows();
    windows.forEach(window -> say("lag    %s, %s", what, window));
    return windows;
  }

  private void faults() throws IOException, InterruptedException {
    String last = ReplicationNode.name(options.jvms() - 1);
    if (options.loseOneWrite() || options.pauseSeconds() > 0 || options.killOne()) {
      pass(SECONDS_BEFORE_FAULTS);
      warm.addAll(windows("steady, before faults"));
    }
    if (options.loseOneWrite()) {
      loseOneWrite(last);
    }
    if (options.pauseSeconds() > 0) {
      pause();
    }
    if (options.killOne()) {
      kill(last);
    }
    if (options.restartOne()) {
      restart(last);
    }
  }

  private void loseOneWrite(String victim) throws IOException, InterruptedException {
    say("fault  %s loses one direct write", victim);
    long holes = seconds.holes();
    pool.node(victim).tell("lose");
    pass(SECONDS_AFTER_LOSS);
    List<Window> windows = windows("one write lost");
    windows.removeIf(window -> !window.jvm().equals(victim));
    double healed = Window.worst(windows, Window::longest);
    clauses.add(
        "one lost direct write is there after",
        "<= 2,000 ms",
        seconds.holes() > holes ? Clauses.number(healed) + " ms" : "none was lost",
        seconds.holes() > holes && healed <= 2000);
  }

  private void pause() throws IOException, InterruptedException {
    say("fault  all JVMs stand still for %d s", options.pauseSeconds());
    long from = System.nanoTime();
    pool.signal("STOP");
    pass(options.pauseSeconds());
    pool.signal("CONT");
    stoodStill += System.nanoTime() - from;
    say("fault  all JVMs go on");
    int second = seconds.printed();
    pass(SECONDS_TO_RECOVER);
    windows("right after the pause");
    pass(SECONDS_TO_RECOVER);
    List<Window> later = windows("ten seconds later");
    clauses.atMost(
        "after the pause of all: segments serialized whole in the worst second",
        mostFullStates(),
        seconds.mostFullStates(second, seconds.printed()),
        "/s");
    String when = "10 s after the pause of all: ";
    clauses.atMost(when + "p50 of lag", 10, Window.worst(later, Window::p50), " ms");
    clauses.atMost(when + "p99 of lag", 50, Window.worst(later, Window::p99), " ms");
  }

  private double mostFullStates() {
    return (double) FULL_STATES_OF_ROUND * options.jvms();
  }

  /** The survivors make the new flows of the one that is dead. */
  private void kill(String victim) throws IOException, InterruptedException {
    say("fault  SIGKILL %s", victim);
    pool.windows();
    pool.kill(victim);
    pool.setRate(options.rate());
    pass(SECONDS_AFTER_FAULT);
    clauses.atMost(
        "survivors of a SIGKILL: p99 of lag in the 20 s after it",
        50,
        Window.worst(windows("one killed, survivors"), Window::p99),
        " ms");
  }

  private void restart(String name) throws IOException, InterruptedException {
    int index = options.jvms() - 1;
    long at = System.nanoTime();
    // Its flows must be newer than those of its life before.
    long first = 2L * options.rate() / options.jvms() * ((at - begun) / 1_000_000_000L);
    say("fault  start of %s", name);
    pool.windows();
    pool.start(index, first);
    NodeProcess node = pool.node(name);
    node.await("up");
    say("fault  %s is a member after %.1f s", name, (System.nanoTime() - at) / 1e9);
    node.tell("pull " + ReplicationNode.name(0));
    node.await("pulled");
    say("fault  %s holds all flows after %.1f s", name, (System.nanoTime() - at) / 1e9);
    node.await("complete");
    double complete = (System.nanoTime() - at) / 1e9;
    say("fault  %s has rehearsed, too, after %.1f s", name, complete);
    pool.setRate(options.rate());
    pass(SECONDS_AFTER_JOIN);
    List<Window> others = windows("one restarted");
    others.removeIf(window -> window.jvm().equals(name));
    clauses.atMost(
        "a MUX restarts under load: from the start of its JVM until it may advertise",
        5,
        complete,
        " s");
    clauses.atMost(
        "meanwhile, and 5 s longer: p99 of lag of the others",
        100,
        Window.worst(others, Window::p99),
        " ms");
  }

  /** Waits until all replicas hold the same. */
  private void settle() throws IOException, InterruptedException {
    long from = System.nanoTime();
    TreeSet<String> digests;
    do {
      pass(1);
      digests = pool.ask("digest");
    } while (digests.size() > 1
        && System.nanoTime() - from < TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
    say("digests, and flows held: %s", digests);
    clauses.add(
        "replicas that differ after settling for at most 30 s",
        "0",
        Integer.toString(digests.size() - 1),
        digests.size() == 1);
    int flows = Integer.parseInt(digests.first().split(" ")[1]);
    int all = options.flows() / options.jvms() * options.jvms();
    clauses.atLeast("live flows held by each", all, flows, "");
  }

  private void conclude(double length, double baseline) throws IOException, InterruptedException {
    double table = 0;
    for (String bytes : pool.ask("table")) {
      table = Math.max(table, Double.parseDouble(bytes));
    }
    clauses.atMost("memory of the table that holds them", 100, table / MEGABYTE, " MB");
    double rate = seconds.sent() / length;
    clauses.atLeast(
        String.format(Locale.ROOT, "new flows a second of all JVMs, for %.0f s", length),
        options.rate() * RATE_TOLERANCE,
        rate,
        "/s");
    clauses.atMost("warm: p50 of lag", 10, Window.worst(warm, Window::p50), " ms");
    clauses.atMost("warm: p99 of lag", 50, Window.worst(warm, Window::p99), " ms");
    clauses.atMost("frames dropped for their size", 0, seconds.oversized(), "");
    clauses.atMost(
        "segments serialized whole in the worst second of all",
        mostFullStates(),
        seconds.mostFullStates(0, seconds.printed()),
        "/s");
    if (baseline > 0) {
      clauses.atLeast("times the rate of a stock LWWMap", 200, rate / baseline, "");
    }
    clauses.note("messages dropped otherwise: " + seconds.otherDrops());
    clauses.note("writes that some member did not acknowledge in 1 s: " + seconds.unconfirmed());
    clauses.note("holes asked for: " + seconds.holes());
    clauses.note(
        "most memory of a JVM: heap "
            + seconds.mostHeap()
            + " MB, resident "
            + seconds.mostResident()
            + " MB");
  }
}
