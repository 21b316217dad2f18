package io.azimux.dataplane.tcp;

/**
 * Bytes written and not acknowledged yet, in a ring that starts small and grows up to {@link
 * TcpLimits#SEND_BUFFER}: an interactive session never needs more than a few hundred bytes.
 */
final class SendBuffer {
  private static final int INITIAL = 256;
  private static final byte[] NONE = new byte[0];

  private byte[] ring = NONE;
  private int head;
  private int size;

  int size() {
    return size;
  }

  int room() {
    return TcpLimits.SEND_BUFFER - size;
  }

  /** Appends as much as there is room for, and says how much that was. */
  int write(byte[] bytes, int from, int length) {
    int count = Math.min(length, room());
    reserve(size + count);
    int at = index(size);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(bytes, from, ring, at, first);
    System.arraycopy(bytes, from + first, ring, 0, count - first);
    size += count;
    return count;
  }

  /** Copies {@code count} bytes that start {@code offset} bytes behind the oldest one. */
  void read(int offset, byte[] target, int to, int count) {
    int at = index(offset);
    int first = Math.min(count, ring.length - at);
    System.arraycopy(ring, at, target, to, first);
    System.arraycopy(ring, 0, target, to + first, count - first);
  }

  /** Forgets the oldest {@code count} bytes. */
  void drop(int count) {
    head = index(count);
    size -= count;
  }

  private int index(int offset) {
    // The capacity is a power of two, or 0 with nothing in it.
    return head + offset & Math.max(0, ring.length - 1);
  }

  private void reserve(int needed) {
    if (needed <= ring.length) {
      return;
    }
    int capacity = Math.max(INITIAL, Integer.highestOneBit(needed - 1) << 1);
    byte[] larger = new byte[capacity];
    read(0, larger, 0, size);
    ring = larger;
    head = 0;
  }
}
