package io.azimux.packet;

/**
 * Up to {@link #CAPACITY} packets of one arena, in order, that travel together; as in VPP and DPDK.
 */
public final class Burst {
  /** Most packets in a burst. */
  public static final int CAPACITY = 256;

  private final int[] packets = new int[CAPACITY];
  private int size;

  /** Packets in the burst, 0..{@link #CAPACITY}. */
  public int size() {
    return size;
  }

  /** The packet at {@code index}, a number in the arena. */
  public int packet(int index) {
    return packets[index];
  }

  /** True where no packet fits any more. */
  public boolean isFull() {
    return size == CAPACITY;
  }

  /** Appends a packet; the caller has checked that there is room. */
  public void add(int packet) {
    packets[size++] = packet;
  }

  /** Empties the burst; the packets themselves are not touched. */
  public void clear() {
    size = 0;
  }
}
