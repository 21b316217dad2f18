package io.azimux.cluster.store;

/**
 * Makes sharing quick before flows depend on it. The code between two stores is large, and runs
 * many times slower until the virtual machine has compiled it: a MUX that was used at once would
 * tell of its first flows seconds late. So batches without flows go first, by the way of all
 * others.
 */
final class FlowRehearsal {
  /** Writes on their way at one time: there is work for all threads, and hardly a queue. */
  static final int AT_A_TIME = 4;

  /**
   * A method is compiled after some hundred calls, and the rarer ones need more writes for that.
   */
  static final int WRITES = 1000;

  /** Longest time it may take: where the machine is busy otherwise, or a peer does not answer. */
  static final long LIMIT_NANOS = 6_000_000_000L;

  private final Runnable whenOver;
  private boolean begun;
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
    int more = over ? 0 : Math.min(AT_A_TIME - (sent - done), WRITES - sent);
    sent += more;
    return more;
  }

  /** A write has ended, well or not. */
  void done() {
    done++;
    if (done == WRITES) {
      end();
    }
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
