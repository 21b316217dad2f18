package io.azimux.replication;

import io.azimux.node.message.FlowBatch;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one encoding of segments, big-endian.
 *
 * <pre>
 * format 1 | generation 8 | sealed 1 | closed at 1 | chunks n 1 | n times:
 *   index 1 | number 8 | made 8 | flows f 2 | f times: key high 8, key low 8, value 8
 * </pre>
 */
final class SegmentBytes {
  private static final byte FORMAT = 1;
  private static final int HEADER = 12;
  private static final int CHUNK_HEADER = 19;

  private SegmentBytes() {}

  static byte[] write(Segment segment) {
    long present = segment.present();
    int chunks = Long.bitCount(present);
    int length = HEADER + chunks * CHUNK_HEADER + segment.flows() * FlowBatch.ROW * Long.BYTES;
    ByteBuffer out = ByteBuffer.allocate(length);
    out.put(FORMAT)
        .putLong(segment.generation())
        .put((byte) (segment.isSealed() ? 1 : 0))
        .put((byte) segment.closedAt())
        .put((byte) chunks);
    for (int i = 0; i < segment.end(); i++) {
      Chunk chunk = segment.chunk(i);
      if (chunk != null) {
        out.put((byte) i).putLong(chunk.number()).putLong(chunk.madeNanos());
        out.putShort((short) chunk.size());
        out.asLongBuffer().put(chunk.rows());
        out.position(out.position() + chunk.rows().length * Long.BYTES);
      }
    }
    return out.array();
  }

  static Segment read(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      Segment segment = read(in);
      check(!in.hasRemaining(), "bytes behind the last chunk", in.remaining());
      return segment;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("segment of " + bytes.length + " bytes is cut off", e);
    }
  }

  private static Segment read(ByteBuffer in) {
    int format = in.get();
    check(format == FORMAT, "format", format);
    long generation = in.getLong();
    check(generation >= 0, "generation", generation);
    int sealed = in.get();
    check(sealed == 0 || sealed == 1, "seal", sealed);
    int closedAt = in.get();
    check(closedAt >= 0 && closedAt <= Segment.MAX_CHUNKS, "number of chunks", closedAt);
    int count = in.get();
    check(count >= 0 && count <= Segment.MAX_CHUNKS, "number of chunks", count);
    @Nullable Chunk[] chunks = new @Nullable Chunk[0];
    int last = -1;
    for (int i = 0; i < count; i++) {
      int index = in.get();
      check(index > last && index < Segment.MAX_CHUNKS, "index of a chunk", index);
      check(closedAt == 0 || index < closedAt, "index of a chunk in a closed segment", index);
      last = index;
      chunks = Arrays.copyOf(chunks, index + 1);
      chunks[index] = readChunk(in);
    }
    return Segment.ofChunks(generation, closedAt, sealed == 1, chunks);
  }

  private static Chunk readChunk(ByteBuffer in) {
    long number = in.getLong();
    long made = in.getLong();
    int flows = in.getShort();
    check(flows >= 0 && flows <= Chunk.MAX_FLOWS, "number of flows", flows);
    long[] rows = new long[flows * FlowBatch.ROW];
    in.asLongBuffer().get(rows);
    in.position(in.position() + rows.length * Long.BYTES);
    return new Chunk(number, made, rows);
  }

  private static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException("no segment: " + what + " " + value);
    }
  }
}
