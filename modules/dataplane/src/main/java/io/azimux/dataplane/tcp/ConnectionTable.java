package io.azimux.dataplane.tcp;

import io.azimux.packet.FlowKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Connections by number and by the tuple of their incoming segments: open addressing with linear
 * probing, at most half full. Numbers of connections that are gone are used again.
 */
final class ConnectionTable {
  private static final int INITIAL = 16;

  private final long seed;
  private final int capacity;
  private @Nullable Connection[] byNumber = new Connection[INITIAL];
  private int[] free = new int[INITIAL];
  private int freeCount;
  private int used;
  private @Nullable Connection[] slots = new Connection[2 * INITIAL];
  private int size;

  /** Makes a table for at most {@code capacity} connections. */
  ConnectionTable(int capacity, long seed) {
    this.capacity = capacity;
    this.seed = seed;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == capacity;
  }

  @Nullable Connection find(int source, int destination, int sourcePort, int destinationPort) {
    for (int slot = slot(source, destination, sourcePort, destinationPort); ; slot = after(slot)) {
      Connection c = slots[slot];
      if (c == null || c.receives(source, destination, sourcePort, destinationPort)) {
        return c;
      }
    }
  }

  /** The connection of a number; it is there. */
  Connection get(int number) {
    Connection c = byNumber[number];
    if (c == null) {
      throw new IllegalStateException("no connection " + number);
    }
    return c;
  }

  /** Connections whose state is of a phase; walks over all. */
  int count(String phase) {
    int count = 0;
    for (int i = 0; i < used; i++) {
      Connection c = byNumber[i];
      count += c != null && c.state.phase().equals(phase) ? 1 : 0;
    }
    return count;
  }

  /** Adds a connection that is not there yet and gives it a number; the table is not full. */
  void add(Connection c) {
    if (isFull()) {
      throw new IllegalStateException("connection table is full");
    }
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    c.number = freeCount > 0 ? free[--freeCount] : used++;
    if (c.number == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, used * 2);
    }
    byNumber[c.number] = c;
    place(c);
    size++;
  }

  /** Removes a connection that is there. */
  void remove(Connection c) {
    int hole = slotOf(c);
    while (slots[hole] != c) {
      hole = after(hole);
    }
    // Backward shift: nothing behind the hole may become unreachable.
    int slot = after(hole);
    for (Connection next = slots[slot]; next != null; next = slots[slot]) {
      int mask = slots.length - 1;
      if ((slot - slotOf(next) & mask) >= (slot - hole & mask)) {
        slots[hole] = next;
        hole = slot;
      }
      slot = after(slot);
    }
    slots[hole] = null;
    byNumber[c.number] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = c.number;
    size--;
  }

  private void grow() {
    @Nullable Connection[] before = slots;
    slots = new Connection[before.length * 2];
    for (Connection c : before) {
      if (c != null) {
        place(c);
      }
    }
  }

  private void place(Connection c) {
    int slot = slotOf(c);
    while (slots[slot] != null) {
      slot = after(slot);
    }
    slots[slot] = c;
  }

  private int slotOf(Connection c) {
    return slot(c.remote, c.local, c.remotePort, c.localPort);
  }

  private int slot(int source, int destination, int sourcePort, int destinationPort) {
    long high = FlowKey.high(source, destination);
    long low = FlowKey.low(sourcePort, destinationPort, 0, 0);
    return (int) FlowKey.hash(high, low, seed) & slots.length - 1;
  }

  private int after(int slot) {
    return slot + 1 & slots.length - 1;
  }
}
