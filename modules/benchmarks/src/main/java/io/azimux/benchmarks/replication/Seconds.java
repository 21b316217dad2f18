package io.azimux.benchmarks.replication;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What all JVMs said of each second, put together into a line, and into figures of the run. */
final class Seconds {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int P50 = 1;
  private static final int P99 = 2;
  private static final int MAX = 3;
  private static final int OFFERED = 5;
  private static final int SENT = 6;
  private static final int RECEIVED = 7;
  private static final int UNCONFIRMED = 8;
  private static final int HOLES = 9;
  private static final int OVERSIZED = 10;
  private static final int OTHER_DROPS = 11;
  private static final int FULL_STATES = 12;
  private static final int HEAP = 13;
  private static final int RESIDENT = 14;

  private final Map<String, String[]> latest = new TreeMap<>();
  private final Map<String, String[]> before = new TreeMap<>();
  private final Map<String, Long> gone = new TreeMap<>();
  private final List<Double> fullStates = new ArrayList<>();
  private long mostResident;
  private long mostHeap;

  /** A JVM said something. */
  synchronized void take(String jvm, String[] words) {
    latest.put(jvm, words);
    notifyAll();
    mostResident = Math.max(mostResident, number(words, RESIDENT));
    mostHeap = Math.max(mostHeap, number(words, HEAP));
  }

  /** A JVM is dead; what it counted stays counted. */
  synchronized void forget(String jvm) {
    String[] last = latest.remove(jvm);
    before.remove(jvm);
    if (last != null) {
      for (int field : new int[] {OFFERED, SENT, UNCONFIRMED, HOLES, OVERSIZED, OTHER_DROPS}) {
        gone.merge(Integer.toString(field), number(last, field), Long::sum);
      }
    }
  }

  /** A line on the last second. */
  synchronized void print(PrintStream out, int second) {
    double full = change(FULL_STATES);
    fullStates.add(full);
    out.printf(
        Locale.ROOT,
        "t+%-4d sent %,8d/s  received %,9d/s  p50 %s  p99 %s  max %s ms  full states %.0f/s%s%n",
        second,
        (long) change(SENT),
        (long) change(RECEIVED),
        each(P50),
        each(P99),
        each(MAX),
        full,
        troubles());
    before.clear();
    before.putAll(latest);
  }

  private String troubles() {
    String troubles = "";
    long unconfirmed = (long) change(UNCONFIRMED);
    long holes = (long) change(HOLES);
    long dropped = (long) (change(OVERSIZED) + change(OTHER_DROPS));
    troubles += unconfirmed > 0 ? "  unconfirmed " + unconfirmed : "";
    troubles += holes > 0 ? "  holes " + holes : "";
    troubles += dropped > 0 ? "  dropped " + dropped : "";
    return troubles;
  }

  private String each(int field) {
    StringBuilder text = new StringBuilder();
    latest
        .values()
        .forEach(words -> text.append(text.length() == 0 ? "" : "/").append(words[field]));
    return text.toString();
  }

  private double change(int field) {
    double change = 0;
    for (Map.Entry<String, String[]> entry : latest.entrySet()) {
      String @Nullable [] then = before.get(entry.getKey());
      change += number(entry.getValue(), field) - (then == null ? 0 : number(then, field));
    }
    return Math.max(0, change);
  }

  private synchronized long total(int field) {
    long total = gone.getOrDefault(Integer.toString(field), 0L);
    for (String[] words : latest.values()) {
      total += number(words, field);
    }
    return total;
  }

  private static long number(String[] words, int field) {
    return Long.parseLong(words[field]);
  }

  long sent() {
    return total(SENT);
  }

  long unconfirmed() {
    return total(UNCONFIRMED);
  }

  long holes() {
    return total(HOLES);
  }

  long oversized() {
    return total(OVERSIZED);
  }

  long otherDrops() {
    return total(OTHER_DROPS);
  }

  /** Seconds printed so far. */
  synchronized int printed() {
    return fullStates.size();
  }

  /** Segments serialized whole in the worst of these seconds, by all JVMs. */
  synchronized double mostFullStates(int from, int to) {
    return fullStates.subList(Math.min(from, to), to).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  /** Waits until a JVM has told of another second. */
  synchronized void awaitNext(String jvm) throws InterruptedException {
    String[] last = latest.get(jvm);
    long deadline = System.nanoTime() + 2 * SECOND_NANOS;
    while (latest.get(jvm) == last && System.nanoTime() < deadline) {
      wait(TimeUnit.NANOSECONDS.toMillis(SECOND_NANOS));
    }
  }

  synchronized long mostResident() {
    return mostResident;
  }

  synchronized long mostHeap() {
    return mostHeap;
  }

  /** Prints each second when it is over, until the thread is interrupted. */
  Thread tick(PrintStream out) {
    Thread ticker =
        new Thread(
            () -> {
              long start = System.nanoTime();
              for (int second = 1; !Thread.currentThread().isInterrupted(); second++) {
                LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
                if (!Thread.currentThread().isInterrupted()) {
                  print(out, second);
                }
              }
            },
            "seconds");
    ticker.setDaemon(true);
    ticker.start();
    return ticker;
  }
}
