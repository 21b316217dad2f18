package io.azimux.dataplane.guest;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.packet.FlowKey;

/**
 * The connection tracking table: records of 64 bytes in one array, and an index from both tuples of
 * a connection to its number and direction.
 *
 * <p>A reference names a connection and a direction: {@code number << 1 | direction}, direction 0
 * for packets as the first one, 1 for replies. The reply tuple is what replies look like when they
 * arrive, that is, the translated original tuple reversed; so a packet of either direction is
 * translated to the reverse of the other direction's tuple.
 *
 * <p>Both directions live and end together. An expired connection is never returned by {@link
 * #lookup}; {@link #sweep} only gives its memory back.
 */
final class Connections {
  /** No such connection. */
  static final int NONE = -1;

  /** Every record is taken by a connection that is alive and assured. */
  static final int FULL = -2;

  /**
   * Records that early drop looks at to find one to evict; as many as Linux looks at buckets
   * ({@code NF_CT_EVICTION_RANGE}). More would make each SYN of a flood dear.
   */
  static final int EVICTION_RANGE = 8;

  /** A settled connection lives for days: a second less is no difference. */
  static final long SEEN_GRAIN_NANOS = 1_000_000_000L;

  private static final int SHIFT = 3;

  /**
   * Longs before the first record: with them, and the 16 bytes before an array's data, a record is
   * one cache line.
   */
  private static final int FIRST = 6;

  private static final int REPLY = 2;
  private static final int STATE = 4;
  private static final int LAST_SEEN = 5;
  private static final int CREATED = 6;
  private static final int NEXT_FREE = 7;
  private static final int DELTAS = NEXT_FREE;

  private final long[] records;
  private final FlowTable index;
  private final long seed;
  private final int capacity;
  private int firstFree;
  private int size;
  private long changes;
  private int sourceTranslated;
  private int cursor;

  /**
   * Makes an empty table.
   *
   * @param capacity most connections, 1..16777216
   * @param seed of the hash
   */
  Connections(int capacity, long seed) {
    if (capacity < 1 || capacity > 1 << 24) {
      throw new IllegalArgumentException("conntrack capacity " + capacity + " is not 1..16777216");
    }
    this.capacity = capacity;
    this.seed = seed;
    this.records = new long[FIRST + (capacity << SHIFT)];
    this.index = new FlowTable(2 * capacity, seed);
    for (int number = 0; number < capacity; number++) {
      records[at(number << 1) + NEXT_FREE] = number + 1L;
    }
  }

  /** Hash of a tuple. */
  long hash(long high, long low) {
    return index.hash(high, low);
  }

  /** The reference that the index holds for a tuple, expired or not; or {@link #NONE}. */
  int find(long high, long low, long hash) {
    int entry = index.find(high, low, hash);
    return entry < 0 ? NONE : (int) index.value(entry);
  }

  /** The same for many; touches their records too, and returns a sum that keeps these reads. */
  long find(long[] rows, int[] references, int count) {
    index.find(rows, references, count);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      int entry = references[i];
      references[i] = entry < 0 ? NONE : (int) index.value(entry);
      sum += records[at(Math.max(references[i], 0))];
    }
    return sum;
  }

  /** The path of a packet of a connection that is settled and has not expired; else 0. */
  int settledPath(int reference, long nowNanos) {
    int at = at(reference);
    long word = records[at + STATE];
    boolean expired = nowNanos - records[at + LAST_SEEN] > StateWord.SETTLED_TIMEOUT_NANOS;
    return StateWord.isSettled(word) && !expired ? StateWord.path(word, reference & 1) : 0;
  }

  /** What {@link Translation} wants for the reference's direction. */
  int deltas(int reference) {
    return Translation.deltas(records[at(reference) + DELTAS], reference & 1);
  }

  /** Changes whenever a connection opens or ends. */
  long changes() {
    return changes;
  }

  /** True where the reference is still what {@link #find} would return for the tuple. */
  boolean holds(int reference, long high, long low) {
    if (reference < 0) {
      return false;
    }
    int at = tuple(reference);
    return records[at] == high && records[at + 1] == low;
  }

  /** The live connection that a tuple belongs to, or {@link #NONE}; ends it if it has expired. */
  int lookup(long high, long low, long hash, long nowNanos) {
    int reference = find(high, low, hash);
    if (reference >= 0 && isExpired(reference, nowNanos)) {
      remove(reference);
      return NONE;
    }
    return reference;
  }

  /** True where no packet was seen for longer than the state allows. */
  boolean isExpired(int reference, long nowNanos) {
    int at = at(reference);
    return nowNanos - records[at + LAST_SEEN] > StateWord.timeoutNanos(records[at + STATE]);
  }

  /**
   * Opens a connection. Neither tuple is in the table, and they differ.
   *
   * @param word its first {@link StateWord}
   * @return the reference of its original direction, or {@link #FULL}
   */
  int open(long high, long low, long replyHigh, long replyLow, long word, long nowNanos) {
    if (size == capacity && !dropEarly(high, low, nowNanos)) {
      return FULL;
    }
    int number = firstFree;
    int at = at(number << 1);
    firstFree = (int) records[at + NEXT_FREE];
    records[at] = high;
    records[at + 1] = low;
    records[at + REPLY] = replyHigh;
    records[at + REPLY + 1] = replyLow;
    records[at + STATE] = word;
    records[at + LAST_SEEN] = nowNanos;
    records[at + CREATED] = nowNanos;
    records[at + DELTAS] =
        Translation.prepare(
            high, low, FlowKey.reversedHigh(replyHigh), FlowKey.reversedLow(replyLow));
    size++;
    changes++;
    sourceTranslated += (word & StateWord.SOURCE_TRANSLATED) != 0 ? 1 : 0;
    int reference = number << 1;
    link(high, low, reference, nowNanos);
    link(replyHigh, replyLow, reference | 1, nowNanos);
    return reference;
  }

  /** Ends a connection, both directions. */
  void remove(int reference) {
    int number = reference >>> 1;
    int at = at(number << 1);
    unlink(records[at], records[at + 1]);
    unlink(records[at + REPLY], records[at + REPLY + 1]);
    sourceTranslated -= (records[at + STATE] & StateWord.SOURCE_TRANSLATED) != 0 ? 1 : 0;
    // A zero low word is no tuple's: that is how a free record is known.
    records[at + 1] = 0;
    records[at + REPLY + 1] = 0;
    records[at + NEXT_FREE] = firstFree;
    firstFree = number;
    size--;
    changes++;
  }

  /**
   * Ends expired connections among the next {@code slots} records, going round.
   *
   * @return how many ended
   */
  int sweep(int slots, long nowNanos) {
    int ended = 0;
    for (int i = 0; i < Math.min(slots, capacity); i++) {
      if (low(cursor << 1) != 0 && isExpired(cursor << 1, nowNanos)) {
        remove(cursor << 1);
        ended++;
      }
      cursor = cursor + 1 == capacity ? 0 : cursor + 1;
    }
    return ended;
  }

  /** High word of the tuple that packets of the reference's direction carry. */
  long high(int reference) {
    return records[tuple(reference)];
  }

  /** Low word of the tuple that packets of the reference's direction carry. */
  long low(int reference) {
    return records[tuple(reference) + 1];
  }

  /** State, flags and paths; see {@link StateWord}. */
  long word(int reference) {
    return records[at(reference) + STATE];
  }

  /** Sets state, flags and paths; whether the source is translated does not change. */
  void setWord(int reference, long word) {
    records[at(reference) + STATE] = word;
  }

  /** Notes that a packet was seen. */
  void touch(int reference, long nowNanos) {
    records[at(reference) + LAST_SEEN] = nowNanos;
  }

  /** The same for a settled one, to {@link #SEEN_GRAIN_NANOS}: most packets then write nothing. */
  void touchSettled(int reference, long nowNanos) {
    int at = at(reference) + LAST_SEEN;
    if (nowNanos - records[at] >= SEEN_GRAIN_NANOS) {
      records[at] = nowNanos;
    }
  }

  /** Time since the connection began. */
  long age(int reference, long nowNanos) {
    return nowNanos - records[at(reference) + CREATED];
  }

  /** Connections in the table. */
  int size() {
    return size;
  }

  /** Most connections. */
  int capacity() {
    return capacity;
  }

  /** Connections that hold a source NAT port. */
  int sourceTranslated() {
    return sourceTranslated;
  }

  /** Evicts a connection that has expired or is not assured, as Linux's early drop does. */
  private boolean dropEarly(long high, long low, long nowNanos) {
    int number = FlowKey.reduce(FlowKey.hash(high, low, ~seed), capacity);
    for (int i = 0; i < Math.min(EVICTION_RANGE, capacity); i++) {
      int reference = number << 1;
      if ((word(reference) & StateWord.ASSURED) == 0 || isExpired(reference, nowNanos)) {
        remove(reference);
        return true;
      }
      number = number + 1 == capacity ? 0 : number + 1;
    }
    return false;
  }

  /** Where a connection's record begins. */
  private static int at(int reference) {
    return FIRST + (reference >>> 1 << SHIFT);
  }

  private static int tuple(int reference) {
    return at(reference) + ((reference & 1) << 1);
  }

  private void link(long high, long low, int reference, long nowNanos) {
    int entry = index.insert(high, low, index.hash(high, low), reference, nowNanos);
    if (entry < 0) {
      throw new IllegalStateException("index full with " + size + " of " + capacity);
    }
  }

  private void unlink(long high, long low) {
    int entry = index.find(high, low, index.hash(high, low));
    if (entry < 0) {
      throw new IllegalStateException("connection without an entry in the index");
    }
    index.remove(entry);
  }
}
