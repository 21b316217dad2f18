package io.azimux.cluster;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Notices when the whole process stood still: stopped by a signal, or starved. A thread that sleeps
 * for short times finds that one of them was long.
 */
final class Standstill implements AutoCloseable {
  /** Shorter ones are what a busy machine does to everybody. */
  static final long LEAST_NANOS = 500_000_000;

  private static final long LOOK_NANOS = 100_000_000;

  private final LongSupplier clock;
  private volatile long longest;
  private volatile boolean closed;
  private long last;

  Standstill(LongSupplier clock) {
    this.clock = clock;
    this.last = clock.getAsLong();
  }

  /** Begins to look. */
  static Standstill watch(LongSupplier clock) {
    Standstill standstill = new Standstill(clock);
    Thread thread = new Thread(standstill::run, "standstill");
    thread.setDaemon(true);
    thread.start();
    return standstill;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(LOOK_NANOS);
      look();
    }
  }

  /** Compares the time with that of the look before. */
  void look() {
    long now = clock.getAsLong();
    long gap = now - last;
    last = now;
    if (gap >= LEAST_NANOS && gap > longest) {
      longest = gap;
    }
  }

  /** Longest standstill of this process, in nanoseconds; 0 where there was none. */
  long longest() {
    return longest;
  }

  @Override
  public void close() {
    closed = true;
  }
}
