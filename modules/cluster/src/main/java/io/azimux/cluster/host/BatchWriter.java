package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.packet.PacketArena;
import java.util.Arrays;

/** Collects the packets that leave through one port until they go as a batch. */
public final class BatchWriter {
  /** Most packets in a batch: beyond 200 nothing is gained, and a lost batch hurts more. */
  static final int MOST_PACKETS = 200;

  /**
   * Bytes after which a batch goes. It must stay below Artery's largest frame, and a queue of
   * batches towards a dead process must fit into a small heap.
   */
  static final int MOST_BYTES = 64 * 1024;

  private static final int FIRST_SIZE = 2048;

  private final String to;
  private final int port;
  private final String from;
  private final int[] lengths = new int[MOST_PACKETS];
  private final int[] marks = new int[MOST_PACKETS];
  private byte[] frames = new byte[FIRST_SIZE];
  private int bytes;
  private int size;
  private boolean marked;

  /** Collects for an element's port. */
  public BatchWriter(String to, int port, String from) {
    this.to = to;
    this.port = port;
    this.from = from;
  }

  String to() {
    return to;
  }

  /** Packets collected. */
  public int size() {
    return size;
  }

  /** True where one more frame of any length might not fit. */
  public boolean isFull() {
    return size == MOST_PACKETS || bytes + PacketArena.MAX_FRAME > MOST_BYTES;
  }

  /** Copies a frame; the caller has checked that there is room. */
  public void add(byte[] source, int from, int length, int mark) {
    if (bytes + length > frames.length) {
      frames = Arrays.copyOf(frames, Math.max(frames.length * 2, bytes + length));
    }
    System.arraycopy(source, from, frames, bytes, length);
    bytes += length;
    lengths[size] = length;
    marks[size] = mark;
    marked |= mark != 0;
    size++;
  }

  /** The batch collected so far, sent now; the writer is empty afterwards. */
  public PacketBatch take(long nowNanos) {
    PacketBatch batch =
        new PacketBatch(
            to,
            port,
            from,
            Arrays.copyOf(frames, bytes),
            Arrays.copyOf(lengths, size),
            marked ? Arrays.copyOf(marks, size) : new int[0],
            nowNanos);
    bytes = 0;
    size = 0;
    marked = false;
    return batch;
  }
}
