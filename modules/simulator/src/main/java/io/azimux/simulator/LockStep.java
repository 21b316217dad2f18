package io.azimux.simulator;

import io.azimux.simulator.Journal.Event;
import org.jspecify.annotations.Nullable;

/**
 * Runs two simulations that should be the same, event by event, and fails at the first event that
 * differs: the place where something depends on more than the seed.
 */
public final class LockStep {
  /** The last event of one run. */
  private static final class Last implements Journal {
    private @Nullable Event event;

    @Override
    public void event(Event next) {
      event = next;
    }
  }

  private final Simulator one;
  private final Simulator other;
  private final Last ofOne = new Last();
  private final Last ofOther = new Last();

  /** Takes two simulations to which the same was, and will be, done. */
  public LockStep(Simulator one, Simulator other) {
    this.one = one;
    this.other = other;
    one.addJournal(ofOne);
    other.addJournal(ofOther);
  }

  /**
   * Runs both until a time.
   *
   * @return events compared
   * @throws IllegalStateException at the first difference, with both events
   */
  public long runUntil(long nanos) {
    long compared = 0;
    while (one.nextTime() <= nanos || other.nextTime() <= nanos) {
      one.step();
      other.step();
      Event left = ofOne.event;
      Event right = ofOther.event;
      if (left == null ? right != null : !left.equals(right)) {
        throw new IllegalStateException("the runs differ: " + left + " | " + right);
      }
      compared++;
    }
    one.runUntil(nanos);
    other.runUntil(nanos);
    return compared;
  }
}
