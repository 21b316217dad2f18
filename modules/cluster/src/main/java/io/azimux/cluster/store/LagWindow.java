package io.azimux.cluster.store;

/**
 * Quantiles of the lags of the last seconds, to about 6 %. Safe for use by several threads. It
 * keeps two spans of {@link #SPAN_NANOS} and forgets the older.
 */
public final class LagWindow {
  /** A reading tells of the last one to two spans. */
  public static final long SPAN_NANOS = 5_000_000_000L;

  /** Buckets of a doubling. */
  private static final int STEPS = 16;

  private static final int STEP_BITS = 4;

  /** From a microsecond, below which all is one, to an hour. */
  private static final long FINEST_NANOS = 1024;

  private static final int BUCKETS = 32 * STEPS;

  private long[] current = new long[BUCKETS];
  private long[] before = new long[BUCKETS];
  private long rotateAt;

  /** Counts a lag. */
  synchronized void add(long lagNanos, long flows, long nowNanos) {
    rotate(nowNanos);
    current[bucket(lagNanos)] += flows;
  }

  /**
   * The lag that this share of flows did not exceed.
   *
   * @return seconds; 0 where there was nothing
   */
  public synchronized double quantile(double share, long nowNanos) {
    rotate(nowNanos);
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += current[i] + before[i];
    }
    long upTo = (long) Math.ceil(share * all);
    long counted = 0;
    for (int i = 0; i < BUCKETS && all > 0; i++) {
      counted += current[i] + before[i];
      if (counted >= upTo) {
        return highest(i) / 1e9;
      }
    }
    return 0;
  }

  private void rotate(long nowNanos) {
    if (rotateAt == 0) {
      rotateAt = nowNanos + SPAN_NANOS;
    }
    while (nowNanos - rotateAt >= 0) {
      before = current;
      current = new long[BUCKETS];
      boolean idle = nowNanos - rotateAt > SPAN_NANOS;
      rotateAt = idle ? nowNanos + SPAN_NANOS : rotateAt + SPAN_NANOS;
      if (idle) {
        before = new long[BUCKETS];
      }
    }
  }

  static int bucket(long nanos) {
    long units = Math.max(0, nanos) / FINEST_NANOS;
    if (units < STEPS) {
      return (int) units;
    }
    int doubling = 63 - Long.numberOfLeadingZeros(units) - STEP_BITS;
    int step = (int) (units >>> doubling) - STEPS;
    return Math.min(BUCKETS - 1, (doubling + 1) * STEPS + step);
  }

  /** The end of a bucket, nanoseconds. */
  static long highest(int bucket) {
    if (bucket < STEPS) {
      return (bucket + 1) * FINEST_NANOS;
    }
    int doubling = bucket / STEPS - 1;
    return ((long) (STEPS + bucket % STEPS + 1) << doubling) * FINEST_NANOS;
  }
}
