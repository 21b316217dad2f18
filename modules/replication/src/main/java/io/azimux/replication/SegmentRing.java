package io.azimux.replication;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side: puts batches into segments, and segments into a ring of slots. What is old is
 * overwritten, never deleted, so that a ring leaves no tombstones and its size is its bound.
 *
 * <p>A segment is closed when it is full, or when nothing was added for {@link #SEAL_NANOS}; and
 * sealed so long after the last chunk came into it, unless all peers have confirmed what it holds.
 */
public final class SegmentRing {
  /**
   * Time from the last chunk of a segment until its seal: direct writes have arrived by then, or
   * never will.
   */
  public static final long SEAL_NANOS = 5_000_000_000L;

  /** Least slots: so many segments last for 80 s where a batch goes every 20 ms. */
  private static final int MIN_SLOTS = 64;

  /** Most slots: 48 MB of segments for each writer. */
  private static final int MAX_SLOTS = 256;

  /** Segments that one run may use for each millisecond since the one before. */
  private static final long GENERATIONS_OF_A_MILLISECOND = 1000;

  /**
   * What the store has to do: merge the delta into the value of a slot, here and at all peers.
   *
   * @param slot of the writer's ring
   */
  public record Write(int slot, SegmentDelta delta) {}

  /** A segment that waits for its seal. */
  private record Unsealed(long generation, int chunks, long dueNanos) {}

  private final int slots;
  private final Segment[] segments;
  private final Queue<Unsealed> unsealed = new ArrayDeque<>();
  private final long[] confirmed;
  private long generation;
  private int chunks;
  private int flows;
  private long lastAddedNanos;

  /**
   * A ring in which nothing was written in this life of its writer.
   *
   * @param slots see {@link #slotsFor}; equal for all MUXes of a pool
   * @param startedMillis when the writer started, since 1970: so it wins over its old self
   */
  public SegmentRing(int slots, long startedMillis) {
    if (slots < 2) {
      throw new IllegalArgumentException("a ring of " + slots + " slots is no ring");
    }
    this.slots = slots;
    segments = new Segment[slots];
    Arrays.fill(segments, Segment.EMPTY);
    confirmed = new long[slots];
    generation = startedMillis * GENERATIONS_OF_A_MILLISECOND;
  }

  /** Slots for a writer whose flow table takes so many flows. */
  public static int slotsFor(int flowCapacity) {
    return Math.max(MIN_SLOTS, Math.min(MAX_SLOTS, flowCapacity / Segment.MAX_FLOWS));
  }

  /** The slot of a generation in a ring of so many. */
  public static int slotOf(long generation, int slots) {
    return (int) (generation % slots);
  }

  /**
   * The store holds a segment of an earlier life of this writer; what comes now is newer, even
   * where the clock was set back.
   */
  public void outlive(long olderGeneration) {
    if (olderGeneration >= generation) {
      closeHead();
      generation = olderGeneration + 1;
    }
  }

  /**
   * Adds a batch of at most {@link Chunk#MAX_FLOWS} flows.
   *
   * @param nowNanos any clock that never runs backwards
   */
  public Write add(long number, long madeNanos, long[] rows, long nowNanos) {
    Chunk chunk = new Chunk(number, madeNanos, rows);
    int index = chunks++;
    flows += chunk.size();
    lastAddedNanos = nowNanos;
    boolean full = chunks == Segment.MAX_CHUNKS || flows > Segment.MAX_FLOWS - Chunk.MAX_FLOWS;
    Write write = write(Segment.of(generation, full ? chunks : 0, false, index, chunk));
    if (full) {
      closeHead();
    }
    return write;
  }

  /**
   * All peers hold these chunks of a segment. One of which they hold all is never sealed: gossip
   * has nothing to repair in it, and is spared the digest of its content.
   *
   * @param ofChunks each a bit
   */
  public void confirm(long ofGeneration, long ofChunks) {
    int slot = slotOf(ofGeneration, slots);
    if (segments[slot].generation() == ofGeneration) {
      confirmed[slot] |= ofChunks;
    }
  }

  /**
   * Closes or seals the next segment whose time has come; null where there is none. Call until
   * null.
   */
  public @Nullable Write seal(long nowNanos) {
    if (chunks > 0 && nowNanos - lastAddedNanos >= SEAL_NANOS) {
      closeHead();
    }
    Unsealed next = nextDue(nowNanos);
    while (next != null) {
      Segment segment = segments[slotOf(next.generation, slots)];
      boolean seals = (segment.present() & ~confirmed[slotOf(next.generation, slots)]) != 0;
      if (seals || segment.closedAt() == 0) {
        return write(Segment.of(next.generation, next.chunks, seals, 0, null));
      }
      next = nextDue(nowNanos);
    }
    return null;
  }

  /** Takes the next segment that is due, and has not been overwritten, out of the queue. */
  private @Nullable Unsealed nextDue(long nowNanos) {
    Unsealed next = unsealed.peek();
    while (next != null
        && segments[slotOf(next.generation, slots)].generation() != next.generation) {
      unsealed.remove();
      next = unsealed.peek();
    }
    if (next == null || nowNanos < next.dueNanos) {
      return null;
    }
    return unsealed.remove();
  }

  /** What the writer itself knows of a slot. */
  public Segment segment(int slot) {
    return segments[slot];
  }

  /**
   * A segment once more, for a peer that did not confirm a write in time: all of it as a delta.
   *
   * @return null where its slot has been overwritten
   */
  public @Nullable Write again(long ofGeneration) {
    int slot = slotOf(ofGeneration, slots);
    Segment segment = segments[slot];
    return segment.generation() == ofGeneration ? new Write(slot, new SegmentDelta(segment)) : null;
  }

  /** Slots of the ring. */
  public int slots() {
    return slots;
  }

  private Write write(Segment part) {
    int slot = slotOf(part.generation(), slots);
    if (segments[slot].generation() != part.generation()) {
      confirmed[slot] = 0;
    }
    segments[slot] = segments[slot].merge(part);
    return new Write(slot, new SegmentDelta(part));
  }

  private void closeHead() {
    if (chunks > 0) {
      unsealed.add(new Unsealed(generation, chunks, lastAddedNanos + SEAL_NANOS));
      generation++;
      chunks = 0;
      flows = 0;
    }
  }
}
