package io.azimux.dataplane.tcp;

import java.util.Arrays;

/**
 * Deadlines of things that are numbered from 0: a binary heap that knows where each number stands,
 * so that a deadline can be moved or taken away. Equal deadlines come in an order that depends on
 * the calls made only.
 */
public final class Deadlines {
  /** What {@link #nextAt} answers where there is no deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int ABSENT = -1;
  private static final int INITIAL = 16;

  private int[] heap = new int[INITIAL];
  private int[] position = new int[0];
  private long[] at = new long[0];
  private int size;

  /** Sets the deadline of {@code id}, or takes it away where it is {@link #NEVER}. */
  public void set(int id, long atNanos) {
    reserve(id);
    int slot = position[id];
    if (atNanos == NEVER) {
      if (slot != ABSENT) {
        remove(slot);
      }
      return;
    }
    long before = at[id];
    at[id] = atNanos;
    if (slot == ABSENT) {
      append(id);
    } else if (atNanos < before) {
      up(slot);
    } else if (atNanos > before) {
      down(slot);
    }
  }

  /** The earliest deadline, or {@link #NEVER}. */
  public long nextAt() {
    return size == 0 ? NEVER : at[heap[0]];
  }

  /** Whose deadline is the earliest; there is one. */
  public int next() {
    if (size == 0) {
      throw new IllegalStateException("no deadline");
    }
    return heap[0];
  }

  /** How many deadlines are set. */
  public int size() {
    return size;
  }

  private void append(int id) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    place(size++, id);
    up(size - 1);
  }

  private void remove(int slot) {
    position[heap[slot]] = ABSENT;
    int last = heap[--size];
    if (slot < size) {
      place(slot, last);
      up(slot);
      down(position[last]);
    }
  }

  private void up(int from) {
    int slot = from;
    int id = heap[slot];
    while (slot > 0 && at[heap[slot - 1 >>> 1]] > at[id]) {
      int parent = slot - 1 >>> 1;
      place(slot, heap[parent]);
      slot = parent;
    }
    place(slot, id);
  }

  private void down(int from) {
    int slot = from;
    int id = heap[slot];
    while (2 * slot + 1 < size) {
      int child = 2 * slot + 1;
      if (child + 1 < size && at[heap[child + 1]] < at[heap[child]]) {
        child++;
      }
      if (at[heap[child]] >= at[id]) {
        break;
      }
      place(slot, heap[child]);
      slot = child;
    }
    place(slot, id);
  }

  private void place(int slot, int id) {
    heap[slot] = id;
    position[id] = slot;
  }

  private void reserve(int id) {
    int before = position.length;
    if (id >= before) {
      int capacity = Math.max(INITIAL, Math.max(id + 1, before * 2));
      position = Arrays.copyOf(position, capacity);
      Arrays.fill(position, before, capacity, ABSENT);
      at = Arrays.copyOf(at, capacity);
    }
  }
}
