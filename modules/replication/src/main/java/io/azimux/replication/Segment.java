package io.azimux.replication;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A part of a writer's ring: a sparse array of chunks, which replicas fill in any order. Immutable.
 *
 * <p>Two copies merge so: inside a generation the union by index, else the newer generation alone.
 * Only the writer makes chunks, and never two for one index of a generation, so merging is
 * commutative, associative and idempotent (a join semilattice).
 *
 * <p>A segment is <em>closed</em> once the writer has said how many chunks it has, and
 * <em>sealed</em> seconds later. Until then its {@link #toBytes} hide its content: all replicas
 * look alike to whoever compares bytes, so that slow full-state gossip leaves alone what fast
 * writes are still bringing.
 */
public final class Segment {
  /** Most chunks: a reader notes those it has seen in the bits of a {@code long}. */
  public static final int MAX_CHUNKS = 64;

  /** Most flows of all chunks together. */
  public static final int MAX_FLOWS = 8_000;

  /** Most bytes of {@link #toBytes}: 192 KiB, so that with its envelope it fits a 256 KiB frame. */
  public static final int MAX_BYTES = 192 * 1024;

  /** What a replica holds of a slot that nobody has written. */
  public static final Segment EMPTY = new Segment(0, 0, false, new @Nullable Chunk[0]);

  private final long generation;
  private final int closedAt;
  private final boolean sealed;
  private final @Nullable Chunk[] chunks;

  private Segment(long generation, int closedAt, boolean sealed, @Nullable Chunk[] chunks) {
    this.generation = generation;
    this.closedAt = closedAt;
    this.sealed = sealed;
    this.chunks = chunks;
  }

  /**
   * A segment with at most one chunk.
   *
   * @param closedAt chunks of the whole segment; 0 where that is not known yet
   * @param index of the chunk
   * @param chunk null for none
   */
  static Segment of(
      long generation, int closedAt, boolean sealed, int index, @Nullable Chunk chunk) {
    @Nullable Chunk[] chunks = new @Nullable Chunk[chunk == null ? 0 : index + 1];
    if (chunk != null) {
      chunks[index] = chunk;
    }
    return new Segment(generation, closedAt, sealed, chunks);
  }

  /** Takes the array as its own; the last chunk of it is there. */
  static Segment ofChunks(long generation, int closedAt, boolean sealed, @Nullable Chunk[] chunks) {
    return new Segment(generation, closedAt, sealed, chunks);
  }

  /** Grows with each use of the slot, also over restarts of the writer; 0 for {@link #EMPTY}. */
  public long generation() {
    return generation;
  }

  /** Chunks of the whole segment, here or not; 0 while nobody has said. */
  public int closedAt() {
    return closedAt;
  }

  /** True where its bytes show its content. */
  public boolean isSealed() {
    return sealed;
  }

  /** One more than the highest index that may hold a chunk. */
  public int end() {
    return chunks.length;
  }

  /** The chunk of an index 0..{@link #MAX_CHUNKS}-1; null where it is not here. */
  public @Nullable Chunk chunk(int index) {
    return index < chunks.length ? chunks[index] : null;
  }

  /** Chunks that are here, each a bit. */
  public long present() {
    long present = 0;
    for (int i = 0; i < chunks.length; i++) {
      if (chunks[i] != null) {
        present |= 1L << i;
      }
    }
    return present;
  }

  /** True where every chunk of a closed segment is here. */
  public boolean isComplete() {
    return closedAt > 0 && Long.bitCount(present()) == closedAt;
  }

  /** Flows that are here. */
  public int flows() {
    int flows = 0;
    for (Chunk chunk : chunks) {
      flows += chunk == null ? 0 : chunk.size();
    }
    return flows;
  }

  /** What both know together; one of the two itself where it knows all. */
  public Segment merge(Segment other) {
    if (other.generation < generation) {
      return this;
    }
    if (other.generation > generation) {
      return other;
    }
    return contains(other) ? this : other.contains(this) ? other : union(other);
  }

  /** What both know together. */
  public Segment merge(SegmentDelta delta) {
    return merge(delta.part());
  }

  /**
   * Some of the chunks that are here, as a change for a copy that lacks them.
   *
   * @param wanted the chunks, each a bit; those that are not here are left out
   */
  public SegmentDelta pick(long wanted) {
    @Nullable Chunk[] picked = new @Nullable Chunk[0];
    for (long bits = wanted & present(); bits != 0; bits &= bits - 1) {
      int index = Long.numberOfTrailingZeros(bits);
      picked = Arrays.copyOf(picked, index + 1);
      picked[index] = chunks[index];
    }
    return new SegmentDelta(new Segment(generation, closedAt, sealed, picked));
  }

  private boolean contains(Segment other) {
    if (other.chunks.length > chunks.length
        || other.closedAt > closedAt
        || other.sealed && !sealed) {
      return false;
    }
    for (int i = 0; i < other.chunks.length; i++) {
      if (other.chunks[i] != null && chunks[i] == null) {
        return false;
      }
    }
    return true;
  }

  private Segment union(Segment other) {
    @Nullable Chunk[] all = Arrays.copyOf(chunks, Math.max(chunks.length, other.chunks.length));
    for (int i = 0; i < other.chunks.length; i++) {
      if (all[i] == null) {
        all[i] = other.chunks[i];
      }
    }
    return new Segment(generation, Math.max(closedAt, other.closedAt), sealed || other.sealed, all);
  }

  /**
   * Full state for gossip, equal for equal segments: without content where it is not sealed. At
   * most {@link #MAX_BYTES}.
   */
  public byte[] toBytes() {
    return SegmentBytes.write(sealed ? this : of(generation, 0, false, 0, null));
  }

  /**
   * Reads {@link #toBytes}.
   *
   * @throws IllegalArgumentException where the bytes are nothing of the kind
   */
  public static Segment ofBytes(byte[] bytes) {
    return SegmentBytes.read(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Segment segment
        && segment.generation == generation
        && segment.closedAt == closedAt
        && segment.sealed == sealed
        && Arrays.equals(segment.chunks, chunks);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(generation) * 31 + Long.hashCode(present());
  }

  @Override
  public String toString() {
    String chunksOf = closedAt == 0 ? "" : " of " + closedAt;
    return "generation %d, %d chunks%s%s"
        .formatted(generation, Long.bitCount(present()), chunksOf, sealed ? ", sealed" : "");
  }
}
