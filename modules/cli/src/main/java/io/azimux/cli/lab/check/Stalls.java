package io.azimux.cli.lab.check;

import java.util.ArrayList;
import java.util.List;

/** Times between a question and its answer, one after the other. Safe for use by two threads. */
final class Stalls {
  private static final long NONE = Long.MIN_VALUE;

  private record Wait(long begun, long ended) {}

  private final List<Wait> waits = new ArrayList<>();
  private long waitingSince = NONE;

  /** A question was asked at this time, in nanoseconds of the JVM's clock. */
  synchronized void begun(long nanos) {
    waitingSince = nanos;
  }

  /** It was answered. */
  synchronized void ended(long begun, long ended) {
    waits.add(new Wait(begun, ended));
    waitingSince = NONE;
  }

  /** Answers so far. */
  synchronized int count() {
    return waits.size();
  }

  /** True where a question that was asked after this time has been answered. */
  synchronized boolean answeredAfter(long nanos) {
    return !waits.isEmpty() && waits.get(waits.size() - 1).begun() > nanos;
  }

  /**
   * The longest that an answer was missing within a span of time.
   *
   * @return nanoseconds, of which those before the span do not count
   */
  synchronized long longest(long from, long until) {
    long longest = 0;
    for (Wait wait : waits) {
      if (wait.ended() > from && wait.begun() < until) {
        longest = Math.max(longest, wait.ended() - Math.max(from, wait.begun()));
      }
    }
    if (waitingSince != NONE && waitingSince < until) {
      longest = Math.max(longest, until - Math.max(from, waitingSince));
    }
    return longest;
  }

  /** The median of all, in nanoseconds; 0 where there are none. */
  synchronized long median() {
    List<Long> sorted = waits.stream().map(wait -> wait.ended() - wait.begun()).sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
