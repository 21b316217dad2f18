package io.azimux.simulator;

import io.azimux.node.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The timers of one element, by key.
 *
 * <p>A timer that is put off, as endpoints do with every segment, costs no event: its queued event
 * finds the later time when it comes up, and is queued again.
 */
final class Timers {
  /** Most timers of an element: one for each of 60000 connections, and some. */
  static final int MAX = 100_000;

  /** One timer. */
  static final class Timer {
    final int element;
    final long key;
    private long due = Outbox.NEVER;
    private long queued = Outbox.NEVER;

    Timer(int element, long key) {
      this.element = element;
      this.key = key;
    }
  }

  private final int element;
  private final EventQueue queue;
  private final byte kind;
  private final Map<Long, Timer> byKey = new LinkedHashMap<>();

  Timers(int element, EventQueue queue, byte kind) {
    this.element = element;
    this.queue = queue;
    this.kind = kind;
  }

  /** Sets a timer; a time that has passed is due at once, after what happens now. */
  void set(long key, long atNanos, long nowNanos) {
    if (atNanos == Outbox.NEVER) {
      cancel(key);
      return;
    }
    Timer timer = byKey.get(key);
    if (timer == null) {
      if (byKey.size() == MAX) {
        throw new IllegalStateException("more than " + MAX + " timers");
      }
      timer = new Timer(element, key);
      byKey.put(key, timer);
    }
    timer.due = Math.max(atNanos, nowNanos);
    if (timer.due < timer.queued) {
      enqueue(timer);
    }
  }

  /** The event of a timer has come up. True where the timer is due; it is then unset. */
  boolean isDue(Timer timer, long nowNanos) {
    if (timer.queued > nowNanos) {
      return false;
    }
    timer.queued = Outbox.NEVER;
    if (timer.due != Outbox.NEVER && timer.due > nowNanos) {
      enqueue(timer);
      return false;
    }
    boolean due = timer.due != Outbox.NEVER;
    byKey.remove(timer.key, timer);
    timer.due = Outbox.NEVER;
    return due;
  }

  /** Forgets all, as a process that died does. */
  void clear() {
    byKey.values().forEach(timer -> timer.due = Outbox.NEVER);
    byKey.clear();
  }

  int size() {
    return byKey.size();
  }

  /** Keeps the timer while its event is queued, so that setting it again costs no second event. */
  private void cancel(long key) {
    Timer timer = byKey.get(key);
    if (timer != null) {
      timer.due = Outbox.NEVER;
    }
  }

  private void enqueue(Timer timer) {
    timer.queued = timer.due;
    queue.push(timer.due, kind, element, 0, timer);
  }
}
