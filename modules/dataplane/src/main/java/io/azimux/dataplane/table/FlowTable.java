package io.azimux.dataplane.table;

import io.azimux.packet.FlowKey;

/**
 * Flows by their 128-bit key: open addressing with linear probing in one {@code long[]}.
 *
 * <pre>
 * entry, 32 bytes: | key high | key low | value | last seen |
 * </pre>
 *
 * <p>A slot is chosen by the high bits of a well-mixed hash ({@link FlowKey#reduce}), so any
 * capacity is possible. At most 35 % of the slots are taken: nearly every lookup then touches one
 * cache line, for 92 bytes a flow. Entries are removed by shifting later ones back, so there are no
 * tombstones and the table does not decay.
 *
 * <p>An entry number is good until the next {@link #insert}, {@link #remove} or {@link #sweep}.
 */
public final class FlowTable {
  /** What {@link #find} returns for an unknown flow, and {@link #insert} from a full table. */
  public static final int NONE = -1;

  /** Most flows a table can be made for: the array's length is an {@code int}. */
  public static final int MAX_CAPACITY = 180_000_000;

  /** Longs of a flow's row in {@link #find(long[], int[], int)}. */
  public static final int ROW = 4;

  /** Most flows of one such look-up: more than a core has outstanding misses. */
  public static final int MOST_AT_ONCE = 64;

  private static final int HASH = 2;
  private static final int LOAD_PERCENT = 35;
  private static final int WORDS = 4;
  private static final int LOW = 1;
  private static final int VALUE = 2;
  private static final int LAST_SEEN = 3;

  /**
   * Longs before the first slot. An array's data begin 16 bytes behind the object, and G1 puts big
   * objects on a page: with these 16 more no entry straddles two cache lines.
   */
  private static final int FIRST = 2;

  /** Says which entries {@link #sweep} leaves in place. */
  @FunctionalInterface
  public interface Keep {
    /** False where the entry is to be removed. */
    boolean keep(long high, long low, long value, long lastSeenNanos);
  }

  private final long[] words;
  private final int slots;
  private final int end;
  private final int capacity;
  private final long seed;
  private int size;
  private int cursor = FIRST;

  /** Flows that do not stand in their first slot; one more is written than counts. */
  private final int[] elsewhere = new int[MOST_AT_ONCE + 1];

  private long touched;

  /**
   * Makes an empty table.
   *
   * @param capacity most flows it holds, 1..{@link #MAX_CAPACITY}
   * @param seed seed of {@link #hash}
   */
  public FlowTable(int capacity, long seed) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "flow table capacity " + capacity + " is not 1.." + MAX_CAPACITY);
    }
    this.capacity = capacity;
    this.seed = seed;
    slots = (int) ((capacity * 100L + LOAD_PERCENT - 1) / LOAD_PERCENT);
    end = FIRST + slots * WORDS;
    words = new long[end];
  }

  /** The hash that all other methods want. */
  public long hash(long high, long low) {
    return FlowKey.hash(high, low, seed);
  }

  /**
   * Looks up many flows at once: the memory of all is touched before the first is compared, so that
   * their cache misses overlap; and whether a flow stands in its first slot, which nobody can
   * predict, is no branch.
   *
   * @param rows a row of {@link #ROW} longs for each flow: key high, key low, hash, anything
   * @param entries takes the entry of each flow, or {@link #NONE}
   * @param count flows to look up, 1..{@link #MOST_AT_ONCE}
   */
  public void find(long[] rows, int[] entries, int count) {
    touch(rows, entries, count);
    int missing = 0;
    for (int i = 0; i < count; i++) {
      int entry = entries[i];
      long difference = words[entry] ^ rows[i * ROW] | words[entry + LOW] ^ rows[i * ROW + LOW];
      elsewhere[missing] = i;
      missing += (int) ((difference | -difference) >>> 63);
    }
    for (int j = 0; j < missing; j++) {
      int i = elsewhere[j];
      entries[i] = probe(entries[i], rows[i * ROW], rows[i * ROW + LOW]);
    }
  }

  private void touch(long[] rows, int[] entries, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      int home = home(rows[i * ROW + HASH]);
      entries[i] = home;
      sum += words[home];
    }
    touched = sum;
  }

  /** The entry of a flow, or {@link #NONE}. */
  public int find(long high, long low, long hash) {
    return probe(home(hash), high, low);
  }

  private int probe(int from, long high, long low) {
    int entry = from;
    while (true) {
      long high0 = words[entry];
      long low0 = words[entry + LOW];
      if (high0 == high && low0 == low) {
        return entry;
      }
      if ((high0 | low0) == 0) {
        return NONE;
      }
      entry = next(entry);
    }
  }

  /**
   * Enters a flow; one that is there already gets the new value and time.
   *
   * @return its entry, or {@link #NONE} where the table holds as many flows as it may
   */
  public int insert(long high, long low, long hash, long value, long nowNanos) {
    if ((high | low) == 0) {
      throw new IllegalArgumentException("an all-zero key marks an empty slot");
    }
    int entry = home(hash);
    while ((words[entry] | words[entry + LOW]) != 0) {
      if (words[entry] == high && words[entry + LOW] == low) {
        write(entry, high, low, value, nowNanos);
        return entry;
      }
      entry = next(entry);
    }
    if (size == capacity) {
      return NONE;
    }
    size++;
    write(entry, high, low, value, nowNanos);
    return entry;
  }

  /** High word of the entry's key. */
  public long high(int entry) {
    return words[entry];
  }

  /** Low word of the entry's key. */
  public long low(int entry) {
    return words[entry + LOW];
  }

  /** The entry's value. */
  public long value(int entry) {
    return words[entry + VALUE];
  }

  /** Changes the entry's value. */
  public void setValue(int entry, long value) {
    words[entry + VALUE] = value;
  }

  /** When the flow was last seen. */
  public long lastSeen(int entry) {
    return words[entry + LAST_SEEN];
  }

  /** Says that the flow was seen now. */
  public void touch(int entry, long nowNanos) {
    words[entry + LAST_SEEN] = nowNanos;
  }

  /** Removes an entry. Others behind it may move: entry numbers at hand are void. */
  public void remove(int entry) {
    int hole = entry;
    int at = next(hole);
    while ((words[at] | words[at + LOW]) != 0) {
      int wanted = home(hash(words[at], words[at + LOW]));
      if (distance(wanted, at) >= distance(hole, at)) {
        write(hole, words[at], words[at + LOW], words[at + VALUE], words[at + LAST_SEEN]);
        hole = at;
      }
      at = next(at);
    }
    write(hole, 0, 0, 0, 0);
    size--;
  }

  /**
   * Looks at the next {@code count} slots, going on where the last call ended, and removes the
   * entries that {@code keep} does not want.
   *
   * @param count slots to look at; more than {@link #slots} count as all of them
   * @return entries removed
   */
  public int sweep(int count, Keep keep) {
    int removed = 0;
    for (int left = Math.min(count, slots); left > 0; left--) {
      // A removal may pull the next entry into this slot, which then has to be asked too.
      while (isTaken(cursor) && !keepsCurrent(keep)) {
        remove(cursor);
        removed++;
      }
      cursor = next(cursor);
    }
    return removed;
  }

  /**
   * The entry that {@link #sweep} is asking about, for whoever wants to change its value meanwhile.
   */
  public int current() {
    return cursor;
  }

  /** The entry in a slot 0..{@link #slots}-1, or {@link #NONE} where it is empty. */
  public int entryAt(int slot) {
    int entry = FIRST + slot * WORDS;
    return isTaken(entry) ? entry : NONE;
  }

  /** Flows in the table. */
  public int size() {
    return size;
  }

  /** Most flows the table holds. */
  public int capacity() {
    return capacity;
  }

  /** Slots of the table, taken or not: what a whole {@link #sweep} looks at. */
  public int slots() {
    return slots;
  }

  /** Differs with what was touched; its only use is that the reads are not dead. */
  long touched() {
    return touched;
  }

  private boolean isTaken(int entry) {
    return (words[entry] | words[entry + LOW]) != 0;
  }

  private boolean keepsCurrent(Keep keep) {
    return keep.keep(
        words[cursor], words[cursor + LOW], words[cursor + VALUE], words[cursor + LAST_SEEN]);
  }

  private int home(long hash) {
    return FIRST + FlowKey.reduce(hash, slots) * WORDS;
  }

  private int next(int entry) {
    int next = entry + WORDS;
    return next == end ? FIRST : next;
  }

  private int distance(int from, int to) {
    int distance = to - from;
    return distance < 0 ? distance + slots * WORDS : distance;
  }

  private void write(int entry, long high, long low, long value, long lastSeen) {
    words[entry] = high;
    words[entry + LOW] = low;
    words[entry + VALUE] = value;
    words[entry + LAST_SEEN] = lastSeen;
  }
}
