package io.azimux.replication;

import io.azimux.node.message.FlowBatch;
import java.util.Arrays;

/**
 * One batch of flows inside a segment. Never changes.
 *
 * @param number the writer's number of the batch
 * @param madeNanos when the writer made it, on its clock since 1970
 * @param rows as in a {@link FlowBatch}; not to be changed by anybody
 */
public record Chunk(long number, long madeNanos, long[] rows) {
  /** Most flows: 16 full chunks make a segment that fits into a frame of 256 KiB. */
  public static final int MAX_FLOWS = 500;

  /** Checks the number of rows. */
  public Chunk {
    if (rows.length % FlowBatch.ROW != 0 || rows.length > MAX_FLOWS * FlowBatch.ROW) {
      throw new IllegalArgumentException(
          "a chunk of " + rows.length + " longs is not 0.." + MAX_FLOWS + " flows of 3");
    }
  }

  /** Flows in the chunk. */
  public int size() {
    return rows.length / FlowBatch.ROW;
  }

  /** The chunk as a MUX wants it. */
  public FlowBatch toBatch(String writer) {
    return new FlowBatch(writer, number, rows, false, madeNanos);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Chunk chunk
        && chunk.number == number
        && chunk.madeNanos == madeNanos
        && Arrays.equals(chunk.rows, rows);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number) * 31 + Long.hashCode(madeNanos);
  }

  @Override
  public String toString() {
    return "chunk " + number + " of " + size() + " flows";
  }
}
