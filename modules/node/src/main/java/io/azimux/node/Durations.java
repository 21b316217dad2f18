package io.azimux.node;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Durations counted in buckets whose bounds grow as 1, 2.5, 5, 10: what a histogram in Prometheus
 * wants. Not safe for several threads.
 */
public final class Durations {
  /** Label of the reading that counts all durations. */
  public static final String ALL = "+Inf";

  /** Label of the reading that is the sum of all durations, seconds. */
  public static final String SUM = "sum";

  private static final long[] STEPS = {10, 25, 50};
  private static final int MOST_BUCKETS = 30;

  private final long[] bounds;
  private final String[] labels;
  private final long[] counts;
  private double sumNanos;

  /**
   * Counts nothing yet.
   *
   * @param firstNanos upper bound of the first bucket, a power of ten, 10 or more
   * @param buckets buckets with an upper bound, 1..30; one without is added
   */
  public Durations(long firstNanos, int buckets) {
    if (firstNanos < 10 || buckets < 1 || buckets > MOST_BUCKETS) {
      throw new IllegalArgumentException(buckets + " buckets from " + firstNanos + " ns");
    }
    bounds = new long[buckets];
    labels = new String[buckets];
    counts = new long[buckets + 1];
    long tenth = firstNanos / 10;
    for (int i = 0; i < buckets; i++) {
      bounds[i] = tenth * STEPS[i % STEPS.length];
      labels[i] = BigDecimal.valueOf(bounds[i], 9).stripTrailingZeros().toPlainString();
      tenth *= i % STEPS.length == STEPS.length - 1 ? 10 : 1;
    }
  }

  /** Buckets for what happens on a network: 1 ms, 2.5 ms ... 10 s. */
  public static Durations ofNetwork() {
    return new Durations(1_000_000, 13);
  }

  /** Counts a duration. */
  public void add(long nanos) {
    add(nanos, 1);
  }

  /**
   * Counts a duration several times.
   *
   * @param nanos less than 0 counts as 0
   */
  public void add(long nanos, int times) {
    long duration = Math.max(0, nanos);
    int at = Arrays.binarySearch(bounds, duration);
    counts[at >= 0 ? at : -at - 1] += times;
    sumNanos += (double) duration * times;
  }

  /** Counts all that another counted; both have the same buckets. */
  public void addAll(Durations other) {
    if (!Arrays.equals(bounds, other.bounds)) {
      throw new IllegalArgumentException("other buckets");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    sumNanos += other.sumNanos;
  }

  /** Reports every bucket, the count and the sum. */
  public void report(Measure measure, Meter meter) {
    long upTo = 0;
    for (int i = 0; i < bounds.length; i++) {
      upTo += counts[i];
      meter.reading(measure, labels[i], upTo);
    }
    meter.reading(measure, ALL, upTo + counts[bounds.length]);
    meter.reading(measure, SUM, sumNanos / 1e9);
  }
}
