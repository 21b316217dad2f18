package io.azimux.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asks again and again until something holds, and says meanwhile what is being waited for. */
public final class Poll {
  private static final long TELL_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long REDRAW_EVERY_NANOS = Duration.ofMillis(200).toNanos();

  private final Console console;
  private final String stage;
  private final Duration interval;

  /** Asks every {@code interval}; progress is printed under the name of the stage. */
  public Poll(Console console, String stage, Duration interval) {
    this.console = console;
    this.stage = stage;
    this.interval = interval;
  }

  /**
   * Waits until the condition holds.
   *
   * @param progress what is missing; printed every two seconds, on a terminal more often
   * @return false where the limit was reached first
   */
  public boolean until(BooleanSupplier condition, Duration limit, Supplier<String> progress) {
    long start = System.nanoTime();
    long told = start;
    long tellEvery = console.isTerminal() ? REDRAW_EVERY_NANOS : TELL_EVERY_NANOS;
    while (!condition.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - start > limit.toNanos()) {
        return false;
      }
      if (now - told >= tellEvery) {
        console.passing(
            stage, "%s  (%d s)".formatted(progress.get(), (now - start) / 1_000_000_000L));
        told = now;
      }
      pause(interval);
    }
    return true;
  }

  /** Lets time pass; an interrupted thread gives up. */
  public static void pause(Duration duration) {
    try {
      // Nobody counts down: this is a wait that an interrupt ends.
      if (new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("a latch that nobody counts down was counted down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }
}
