package io.azimux.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events by time, and those of one time in the order in which they were pushed.
 *
 * <p>A four-way heap over flat arrays: an event of a packet allocates nothing.
 */
final class EventQueue {
  private static final int FIRST_CAPACITY = 1024;
  private static final int WAYS = 4;

  private long[] time = new long[FIRST_CAPACITY];
  private long[] sequence = new long[FIRST_CAPACITY];
  private int[] slot = new int[FIRST_CAPACITY];
  private int size;
  private long nextSequence;

  private byte[] kindOf = new byte[FIRST_CAPACITY];
  private int[] targetOf = new int[FIRST_CAPACITY];
  private int[] valueOf = new int[FIRST_CAPACITY];
  private @Nullable Object[] objectOf = new @Nullable Object[FIRST_CAPACITY];
  private int[] freeSlots = new int[FIRST_CAPACITY];
  private int freeCount;

  private long poppedTime;
  private int poppedSlot;

  EventQueue() {
    freeAll(0, FIRST_CAPACITY);
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Time of the next event, {@link Long#MAX_VALUE} where there is none. */
  long nextTime() {
    return size == 0 ? Long.MAX_VALUE : time[0];
  }

  /** True where the next event has this time, kind and target. */
  boolean nextIs(long atTime, byte kind, int target) {
    return size > 0 && time[0] == atTime && kindOf[slot[0]] == kind && targetOf[slot[0]] == target;
  }

  void push(long atTime, byte kind, int target, int value, @Nullable Object object) {
    if (freeCount == 0) {
      grow();
    }
    int free = freeSlots[--freeCount];
    kindOf[free] = kind;
    targetOf[free] = target;
    valueOf[free] = value;
    objectOf[free] = object;
    siftUp(size++, atTime, nextSequence++, free);
  }

  /** Takes the next event; its parts stay readable until the next push or pop. */
  void pop() {
    if (size == 0) {
      throw new IllegalStateException("no event left");
    }
    poppedTime = time[0];
    poppedSlot = slot[0];
    freeSlots[freeCount++] = poppedSlot;
    size--;
    if (size > 0) {
      siftDown(time[size], sequence[size], slot[size]);
    }
  }

  long time() {
    return poppedTime;
  }

  byte kind() {
    return kindOf[poppedSlot];
  }

  int target() {
    return targetOf[poppedSlot];
  }

  int value() {
    return valueOf[poppedSlot];
  }

  @Nullable Object object() {
    return objectOf[poppedSlot];
  }

  private void siftUp(int from, long atTime, long atSequence, int atSlot) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / WAYS;
      if (before(time[parent], sequence[parent], atTime, atSequence)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    place(at, atTime, atSequence, atSlot);
  }

  private void siftDown(long atTime, long atSequence, int atSlot) {
    int at = 0;
    while (true) {
      int first = at * WAYS + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + WAYS, size);
      for (int child = first + 1; child < end; child++) {
        if (before(time[child], sequence[child], time[least], sequence[least])) {
          least = child;
        }
      }
      if (before(atTime, atSequence, time[least], sequence[least])) {
        break;
      }
      move(least, at);
      at = least;
    }
    place(at, atTime, atSequence, atSlot);
  }

  private static boolean before(long time, long sequence, long otherTime, long otherSequence) {
    return time < otherTime || time == otherTime && sequence < otherSequence;
  }

  private void move(int from, int to) {
    place(to, time[from], sequence[from], slot[from]);
  }

  private void place(int at, long atTime, long atSequence, int atSlot) {
    time[at] = atTime;
    sequence[at] = atSequence;
    slot[at] = atSlot;
  }

  private void grow() {
    int before = time.length;
    int after = Math.multiplyExact(before, 2);
    time = Arrays.copyOf(time, after);
    sequence = Arrays.copyOf(sequence, after);
    slot = Arrays.copyOf(slot, after);
    kindOf = Arrays.copyOf(kindOf, after);
    targetOf = Arrays.copyOf(targetOf, after);
    valueOf = Arrays.copyOf(valueOf, after);
    objectOf = Arrays.copyOf(objectOf, after);
    freeSlots = Arrays.copyOf(freeSlots, after);
    freeAll(before, after);
  }

  private void freeAll(int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      freeSlots[freeCount++] = i;
    }
  }
}
