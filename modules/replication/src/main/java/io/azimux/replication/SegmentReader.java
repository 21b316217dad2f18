package io.azimux.replication;

import io.azimux.node.message.FlowBatch;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The reader's side for one writer: says which slots are worth a look at the local replica, and
 * finds in them the batches that it has not seen before.
 *
 * <p>It looks at the slot being written and the one after it with every poll; at older segments of
 * which chunks are missing every {@link #INCOMPLETE_NANOS}; and at all slots where nothing new came
 * for {@link #SILENCE_NANOS}, which finds a writer that started again elsewhere in its ring.
 */
public final class SegmentReader {
  /** Time between two polls that suits the rest. */
  public static final long POLL_NANOS = 5_000_000L;

  static final long INCOMPLETE_NANOS = 30_000_000L;
  static final long SILENCE_NANOS = 300_000_000L;

  /** Longest time between two looks at all slots of a writer that stays silent. */
  static final long LONG_SILENCE_NANOS = 2_000_000_000L;

  /** Most incomplete segments looked at in one poll. */
  private static final int MOST_INCOMPLETE = 16;

  private final String writer;
  private final int slots;
  private final long notBeforeNanos;
  private final long[] generations;
  private final long[] seen;
  private final long[] expected;
  private final boolean[] incomplete;
  private long head;
  private int incompleteCount;
  private int incompleteAt;
  private long incompleteNanos = Long.MIN_VALUE;
  private long newsNanos = Long.MIN_VALUE;
  private long scanAtNanos = Long.MIN_VALUE;
  private long scanEvery = SILENCE_NANOS;

  /**
   * A reader that has seen nothing.
   *
   * @param slots of the writer's ring, {@link SegmentRing#slotsFor}
   * @param notBeforeNanos batches made before are passed over, on the writers' clock since 1970: a
   *     MUX that starts gets what is older as a whole, from a peer's flow table
   */
  public SegmentReader(String writer, int slots, long notBeforeNanos) {
    this.writer = writer;
    this.slots = slots;
    this.notBeforeNanos = notBeforeNanos;
    generations = new long[slots];
    seen = new long[slots];
    expected = new long[slots];
    incomplete = new boolean[slots];
  }

  /** The writer read from. */
  public String writer() {
    return writer;
  }

  /** Tells the slots to look at now; each look is then given to {@link #offer}. */
  public void poll(long nowNanos, IntConsumer look) {
    if (nowNanos >= scanAtNanos) {
      for (int slot = 0; slot < slots; slot++) {
        look.accept(slot);
      }
      scanAtNanos = nowNanos + scanEvery;
      scanEvery = Math.min(2 * scanEvery, LONG_SILENCE_NANOS);
      return;
    }
    look.accept(SegmentRing.slotOf(head, slots));
    look.accept(SegmentRing.slotOf(head + 1, slots));
    if (incompleteCount > 0 && nowNanos >= incompleteNanos) {
      incompleteNanos = nowNanos + INCOMPLETE_NANOS;
      lookAtIncomplete(look);
    }
  }

  /**
   * What the local replica holds of a slot: batches in it that were not found before are found now,
   * each once.
   *
   * @return batches found
   */
  public int offer(int slot, Segment segment, long nowNanos, Consumer<FlowBatch> found) {
    long generation = segment.generation();
    if (generation == 0 || generation < generations[slot]) {
      return 0;
    }
    if (generation > generations[slot]) {
      generations[slot] = generation;
      seen[slot] = 0;
    }
    int news = find(slot, segment, found);
    if (generation > head) {
      moveHead(generation);
    }
    boolean complete = segment.closedAt() > 0 && Long.bitCount(seen[slot]) == segment.closedAt();
    if (generation >= expected[slot]) {
      setIncomplete(slot, generation < head && !complete);
    }
    if (news > 0) {
      newsNanos = nowNanos;
      scanEvery = SILENCE_NANOS;
      scanAtNanos = nowNanos + SILENCE_NANOS;
    }
    return news;
  }

  /** Segments known to be incomplete, the one being written not counted. */
  public int incomplete() {
    return incompleteCount;
  }

  /** When the last new batch was found, {@link Long#MIN_VALUE} for never. */
  public long lastNewsNanos() {
    return newsNanos;
  }

  private int find(int slot, Segment segment, Consumer<FlowBatch> found) {
    long fresh = segment.present() & ~seen[slot];
    seen[slot] |= fresh;
    int news = 0;
    for (long bits = fresh; bits != 0; bits &= bits - 1) {
      Chunk chunk = segment.chunk(Long.numberOfTrailingZeros(bits));
      if (chunk != null && chunk.madeNanos() >= notBeforeNanos) {
        found.accept(chunk.toBatch(writer));
        news++;
      }
    }
    return news;
  }

  /**
   * Segments from the old head on are there or will come, until proved complete; unless the writer
   * has started anew in between, or went once around its ring.
   */
  private void moveHead(long generation) {
    if (head != 0 && generation - head < slots) {
      for (long passed = head; passed < generation; passed++) {
        int slot = SegmentRing.slotOf(passed, slots);
        expected[slot] = passed;
        setIncomplete(slot, generations[slot] <= passed);
      }
    }
    head = generation;
  }

  private void lookAtIncomplete(IntConsumer look) {
    int most = Math.min(MOST_INCOMPLETE, incompleteCount);
    int looked = 0;
    for (int i = 0; i < slots && looked < most; i++) {
      incompleteAt = incompleteAt + 1 == slots ? 0 : incompleteAt + 1;
      if (incomplete[incompleteAt]) {
        look.accept(incompleteAt);
        looked++;
      }
    }
  }

  private void setIncomplete(int slot, boolean now) {
    if (incomplete[slot] != now) {
      incomplete[slot] = now;
      incompleteCount += now ? 1 : -1;
    }
  }

  @Override
  public String toString() {
    return writer + " at generation " + head + ", incomplete: " + incompleteCount;
  }
}
