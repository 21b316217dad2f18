package io.azimux.cluster.host;

import io.azimux.node.Outbox;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The timers of one element, at most one for each key. */
final class Timers {
  // Replaced settings stay in the heap until they come up; beyond this share they are cleared out.
  private static final int SLACK = 64;

  private final PriorityQueue<Setting> heap = new PriorityQueue<>();
  private final Map<Long, Setting> current = new HashMap<>();

  /** Sets, replaces or, with {@link Outbox#NEVER}, cancels. */
  void set(long key, long atNanos) {
    if (atNanos == Outbox.NEVER) {
      current.remove(key);
      return;
    }
    Setting setting = new Setting(key, atNanos);
    current.put(key, setting);
    heap.add(setting);
    if (heap.size() > 2 * current.size() + SLACK) {
      heap.clear();
      heap.addAll(current.values());
    }
  }

  /** Time of the earliest timer, {@link Outbox#NEVER} where none is set. */
  long earliest() {
    Setting head = head();
    return head == null ? Outbox.NEVER : head.atNanos;
  }

  /** Removes the earliest timer and returns its key; the caller knows that there is one. */
  long take() {
    Setting head = head();
    if (head == null) {
      throw new IllegalStateException("no timer is set");
    }
    heap.remove();
    current.remove(head.key);
    return head.key;
  }

  int size() {
    return current.size();
  }

  private @Nullable Setting head() {
    Setting head = heap.peek();
    while (head != null && !head.equals(current.get(head.key))) {
      heap.remove();
      head = heap.peek();
    }
    return head;
  }

  /** Equal times come in the order of keys. */
  private record Setting(long key, long atNanos) implements Comparable<Setting> {
    @Override
    public int compareTo(Setting other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(key, other.key);
    }
  }
}
