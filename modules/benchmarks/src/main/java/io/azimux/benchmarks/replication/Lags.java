package io.azimux.benchmarks.replication;

/** A histogram of lags, to about 3 %. Not safe for use by several threads. */
final class Lags {
  private static final int STEPS = 32;
  private static final int STEP_BITS = 5;
  private static final long FINEST_NANOS = 1024;
  private static final int BUCKETS = 32 * STEPS;

  private final long[] counts = new long[BUCKETS];
  private long all;
  private long longest;

  void add(long nanos, long flows) {
    counts[bucket(nanos)] += flows;
    all += flows;
    longest = Math.max(longest, nanos);
  }

  long count() {
    return all;
  }

  /** Milliseconds that this share of flows did not exceed. */
  double quantile(double share) {
    long upTo = Math.max(1, (long) Math.ceil(share * all));
    long counted = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counted += counts[i];
      if (counted >= upTo) {
        return Math.min(longest, highest(i)) / 1e6;
      }
    }
    return 0;
  }

  /** Milliseconds. */
  double longest() {
    return longest / 1e6;
  }

  private static int bucket(long nanos) {
    long units = Math.max(0, nanos) / FINEST_NANOS;
    if (units < STEPS) {
      return (int) units;
    }
    int doubling = 63 - Long.numberOfLeadingZeros(units) - STEP_BITS;
    int step = (int) (units >>> doubling) - STEPS;
    return Math.min(BUCKETS - 1, (doubling + 1) * STEPS + step);
  }

  private static long highest(int bucket) {
    if (bucket < STEPS) {
      return (bucket + 1) * FINEST_NANOS;
    }
    int doubling = bucket / STEPS - 1;
    return ((long) (STEPS + bucket % STEPS + 1) << doubling) * FINEST_NANOS;
  }
}
