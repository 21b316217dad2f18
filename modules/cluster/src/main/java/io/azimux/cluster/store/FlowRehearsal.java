package io.azimux.cluster.store;

import java.util.Arrays;

/**
 * Makes sharing quick before flows depend on it. The code between two stores is large, and runs
 * many times slower until the virtual machine has compiled it: a MUX that was used at once would
 * tell of its first flows seconds late. So batches without flows go first, by the way of all
 * others, until they are quick.
 */
final class FlowRehearsal {
  /** Writes on their way at one time: there is work for all threads, and hardly a queue. */
  static final int AT_A_TIME = 4;

  /** A method is compiled after some hundred calls: fewer writes prove nothing. */
  static final int LEAST = 256;

  /** Latest writes of which half must be quick. */
  static final int SAMPLE = 64;

  /** Time in which a quick write is at all peers and back, also beside some load. */
  static final long QUICK_NANOS = 8_000_000L;

  /** Then even rare methods are compiled: what is slow now stays so. */
  static final int MOST = 1000;

  /** Longest time it may take: where the machine is busy otherwise, or a peer does not answer. */
  static final long LIMIT_NANOS = 6_000_000_000L;

  private final Runnable whenOver;
  private final long[] latest = new long[SAMPLE];
  private boolean begun;
  private boolean enough;
  private boolean over;
  private long beganNanos;
  private int sent;
  private int done;

  /** One that has not begun; {@code whenOver} runs once. */
  FlowRehearsal(Runnable whenOver) {
    this.whenOver = whenOver;
  }

  /** Writes to be sent now. They count as sent; the first call begins. */
  int toSend(long nowNanos) {
    if (!begun) {
      begun = true;
      beganNanos = nowNanos;
    }
    int more = over || enough ? 0 : Math.min(AT_A_TIME - (sent - done), MOST - sent);
    sent += more;
    return more;
  }

  /** A write has ended, well or not. */
  void done(long sentNanos, long nowNanos) {
    latest[done % SAMPLE] = nowNanos - sentNanos;
    done++;
    enough |= done >= LEAST && done % (SAMPLE / 2) == 0 && isQuick();
    if (done == MOST || enough && done == sent) {
      end();
    }
  }

  private boolean isQuick() {
    long[] sorted = latest.clone();
    Arrays.sort(sorted);
    return sorted[SAMPLE / 2] <= QUICK_NANOS;
  }

  /** Time has passed. */
  void look(long nowNanos) {
    if (begun && nowNanos - beganNanos >= LIMIT_NANOS) {
      end();
    }
  }

  private void end() {
    if (!over) {
      over = true;
      whenOver.run();
    }
  }
}
