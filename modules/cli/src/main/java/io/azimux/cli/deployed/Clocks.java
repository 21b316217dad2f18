package io.azimux.cli.deployed;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the clocks of other machines are from this one's, from questions and answers: the other
 * clock was read at some moment between, so half of the round trip bounds the error. The quickest
 * of the latest answers counts, which follows a clock that drifts. Safe for use by several threads.
 */
final class Clocks {
  /** At five questions a second, the quickest of the last half minute. */
  private static final int LATEST = 150;

  /**
   * One answer.
   *
   * @param offset what their clock is ahead of ours, nanoseconds
   * @param uncertainty most that this can be wrong, nanoseconds
   */
  record Sample(long offset, long uncertainty) {}

  private static final Sample UNKNOWN = new Sample(0, Long.MAX_VALUE);

  private final Map<String, Deque<Sample>> samples = new ConcurrentHashMap<>();

  /**
   * An answer came.
   *
   * @param asked our time when the question was sent
   * @param theirs their time, read somewhen between
   * @param answered our time when the answer was there
   */
  void answered(String life, long asked, long theirs, long answered) {
    long half = (answered - asked) / 2;
    Deque<Sample> own = samples.computeIfAbsent(life, key -> new ArrayDeque<>());
    synchronized (own) {
      own.addLast(new Sample(theirs - asked - half, Math.max(0, half)));
      if (own.size() > LATEST) {
        own.removeFirst();
      }
    }
  }

  /** The best estimate; offset 0 and no bound of the error where nothing was answered. */
  Sample of(String life) {
    Deque<Sample> own = samples.get(life);
    if (own == null) {
      return UNKNOWN;
    }
    synchronized (own) {
      return own.stream().min(Comparator.comparingLong(Sample::uncertainty)).orElse(UNKNOWN);
    }
  }
}
