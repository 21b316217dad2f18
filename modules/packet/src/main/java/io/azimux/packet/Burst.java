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

  /**
   * Appends packets of another burst, as many as there is room for.
   *
   * @param from index of the first packet
   * @param to index behind the last one
   * @return index behind the last one that was appended
   */
  public int addAll(Burst other, int from, int to) {
    int count = Math.min(to - from, CAPACITY - size);
    System.arraycopy(other.packets, from, packets, size, count);
    size += count;
    return from + count;
  }

  /** Empties the burst; the packets themselves are not touched. */
  public void clear() {
    size = 0;
  }
}
