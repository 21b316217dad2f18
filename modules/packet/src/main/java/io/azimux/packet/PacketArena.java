package io.azimux.packet;

import java.util.Arrays;

/**
 * The memory in which packets lie: equal slots in one byte array, each with headroom for
 * encapsulation, so that packets are named by a number and rewritten in place. Nothing is allocated
 * per packet.
 *
 * <p>Slots are handed out last-in first-out, which keeps the hot ones in cache. The stride is an
 * odd number of cache lines, so that headers of neighbouring packets do not fall into the same
 * cache sets. Not thread-safe: an arena belongs to one thread at a time.
 */
public final class PacketArena {
  private static final int CACHE_LINE = 64;
  private static final int STRIDE = 33 * CACHE_LINE;

  /**
   * Bytes before a new packet: room for two encapsulations. With the 16 bytes of an array's own
   * header a new frame begins a cache line, which then has all of its headers, and a tunnel's
   * headers fit into the line before.
   */
  public static final int HEADROOM = 2 * CACHE_LINE - 16;

  /**
   * Bytes a frame may have: an Ethernet frame of 1500 bytes payload, encapsulated, with room to
   * spare.
   */
  public static final int MAX_FRAME = STRIDE - 2 * CACHE_LINE;

  /** What {@link #allocate} returns when every slot is taken. */
  public static final int FULL = -1;

  private final byte[] bytes;

  /** Of each packet: start in the upper half, length in the lower; so that one load gives both. */
  private final long[] places;

  private final int[] marks;
  private int marked;
  private final int[] free;
  private int freeCount;

  /** Keeps the reads of {@link #touch} from being dead. */
  private int touched;

  /**
   * Makes an arena.
   *
   * @param capacity packets that may be alive at once, 1..1000000
   */
  public PacketArena(int capacity) {
    if (capacity < 1 || capacity > 1_000_000) {
      throw new IllegalArgumentException("arena capacity " + capacity + " is not 1..1000000");
    }
    bytes = new byte[Math.multiplyExact(capacity, STRIDE)];
    places = new long[capacity];
    marks = new int[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
    freeCount = capacity;
  }

  /** Takes a slot for an empty, unmarked packet; {@link #FULL} if there is none. */
  public int allocate() {
    if (freeCount == 0) {
      return FULL;
    }
    int packet = free[--freeCount];
    places[packet] = (long) (packet * STRIDE + HEADROOM) << 32;
    return packet;
  }

  /**
   * Takes a slot and copies a frame of at most {@link #MAX_FRAME} bytes into it; {@link #FULL} if
   * there is none.
   */
  public int allocate(byte[] source, int from, int frameLength) {
    if (frameLength < 0 || frameLength > MAX_FRAME) {
      throw new IllegalArgumentException(
          "frame of " + frameLength + " bytes; most is " + MAX_FRAME);
    }
    int packet = allocate();
    if (packet != FULL) {
      System.arraycopy(source, from, bytes, start(packet), frameLength);
      places[packet] += frameLength;
    }
    return packet;
  }

  /** Gives a slot back. The caller holds the only reference. */
  public void release(int packet) {
    if (places[packet] < 0) {
      throw new IllegalStateException("packet " + packet + " released twice");
    }
    places[packet] = -1;
    if (marked != 0) {
      setMark(packet, 0);
    }
    free[freeCount++] = packet;
  }

  /**
   * Reads the first byte of packets of a burst, so that their headers come into the first-level
   * cache all at once, before the first is looked at.
   *
   * @param from index of the first packet
   * @param to index behind the last one
   */
  public void touch(Burst burst, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += bytes[start(burst.packet(i))];
    }
    touched = sum;
  }

  /** The array in which all packets lie. */
  public byte[] bytes() {
    return bytes;
  }

  /** Offset of the packet's first byte. */
  public int start(int packet) {
    return (int) (places[packet] >> 32);
  }

  /** Bytes of the packet. */
  public int length(int packet) {
    return (int) places[packet];
  }

  /** Sets the length of a packet being built, 0..{@link #MAX_FRAME}. */
  public void setLength(int packet, int newLength) {
    if (newLength < 0 || newLength > MAX_FRAME) {
      throw new IllegalArgumentException("frame of " + newLength + " bytes; most is " + MAX_FRAME);
    }
    places[packet] = places[packet] >>> 32 << 32 | newLength;
  }

  /**
   * Puts {@code count} bytes before the packet, contents undefined.
   *
   * @return the new start
   */
  public int push(int packet, int count) {
    long place = places[packet] + count - ((long) count << 32);
    int newStart = (int) (place >> 32);
    if (newStart < packet * STRIDE) {
      throw new IllegalStateException("no headroom left for " + count + " bytes");
    }
    places[packet] = place;
    return newStart;
  }

  /**
   * Takes {@code count} bytes off the front.
   *
   * @return the new start
   */
  public int pull(int packet, int count) {
    long place = places[packet];
    if (count > (int) place) {
      throw new IllegalStateException(count + " bytes pulled of " + (int) place);
    }
    place += ((long) count << 32) - count;
    places[packet] = place;
    return (int) (place >> 32);
  }

  /**
   * Takes {@code count} bytes off the front and leaves {@code newLength} of the others.
   *
   * @return the new start
   */
  public int cut(int packet, int count, int newLength) {
    long place = places[packet];
    if (newLength < 0 || count > (int) place - newLength) {
      throw new IllegalStateException(
          count + " and " + newLength + " bytes are not in a frame of " + (int) place);
    }
    int newStart = (int) (place >> 32) + count;
    places[packet] = (long) newStart << 32 | newLength;
    return newStart;
  }

  /**
   * True while any packet is marked. Where it is false no packet's {@link #mark} needs to be asked.
   */
  public boolean hasMarks() {
    return marked != 0;
  }

  /** The trace mark, 0 for a packet that is not traced. */
  public int mark(int packet) {
    return marks[packet];
  }

  /** Sets the trace mark. */
  public void setMark(int packet, int newMark) {
    if (marks[packet] != 0) {
      marked--;
    }
    if (newMark != 0) {
      marked++;
    }
    marks[packet] = newMark;
  }

  /** Differs with what was touched. */
  int touched() {
    return touched;
  }

  /** Packets alive. */
  public int inUse() {
    return free.length - freeCount;
  }

  /** Most packets that may be alive. */
  public int capacity() {
    return free.length;
  }

  /** A copy of the packet's bytes. */
  public byte[] copy(int packet) {
    return Arrays.copyOfRange(bytes, start(packet), start(packet) + length(packet));
  }
}
