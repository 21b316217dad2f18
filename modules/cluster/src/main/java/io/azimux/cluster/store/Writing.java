package io.azimux.cluster.store;

import io.azimux.cluster.wire.ToElement;
import io.azimux.node.message.FlowBatch;
import io.azimux.replication.Chunk;
import io.azimux.replication.Segment;
import io.azimux.replication.SegmentDelta;
import io.azimux.replication.SegmentRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** One life of a writer in this process. */
final class Writing {
  private final String writer;
  private final ActorRef<ToElement> mux;
  private final SegmentRing ring;
  private final TreeMap<Long, Long> present = new TreeMap<>();
  private final Confirmations<org.apache.pekko.actor.Address> confirmations = new Confirmations<>();
  private boolean confirm;

  Writing(String writer, ActorRef<ToElement> mux, int slots, long startedMillis) {
    this.writer = writer;
    this.mux = mux;
    ring = new SegmentRing(slots, startedMillis);
  }

  String writer() {
    return writer;
  }

  ActorRef<ToElement> mux() {
    return mux;
  }

  Confirmations<org.apache.pekko.actor.Address> confirmations() {
    return confirmations;
  }

  /** True once a batch wanted to be confirmed. */
  boolean confirm() {
    return confirm;
  }

  /** A batch wants to be confirmed; true for the first one. */
  boolean setConfirm() {
    boolean first = !confirm;
    confirm = true;
    return first;
  }

  /** A batch that wants to be confirmed goes to these peers. */
  List<Confirmations.Outcome> sent(
      FlowBatch batch, Set<org.apache.pekko.actor.Address> peers, long nowNanos) {
    return confirmations.sent(batch.number(), chunks(batch), peers, nowNanos);
  }

  /** Somebody holds a generation of this writer that it has not made in this life. */
  void outlive(long generation) {
    int slot = SegmentRing.slotOf(generation, ring.slots());
    if (ring.segment(slot).generation() < generation) {
      ring.outlive(generation);
    }
  }

  /** Chunks that a batch is cut into. */
  private static int chunks(FlowBatch batch) {
    return Math.max(1, (batch.size() + Chunk.MAX_FLOWS - 1) / Chunk.MAX_FLOWS);
  }

  /** Puts a batch into the ring: one write for each segment that it touches. */
  List<SegmentRing.Write> add(FlowBatch batch, long nowNanos) {
    List<SegmentRing.Write> writes = new ArrayList<>();
    int most = Chunk.MAX_FLOWS * FlowBatch.ROW;
    int at = 0;
    do {
      int end = Math.min(batch.rows().length, at + most);
      long[] rows =
          at == 0 && end == batch.rows().length
              ? batch.rows()
              : Arrays.copyOfRange(batch.rows(), at, end);
      SegmentRing.Write write = ring.add(batch.number(), batch.madeNanos(), rows, nowNanos);
      Segment part = write.delta().part();
      present.merge(part.generation(), part.present(), (one, other) -> one | other);
      confirmations.placed(batch.number(), part.generation(), part.end() - 1);
      append(writes, write);
      at = end;
    } while (at < batch.rows().length);
    while (present.size() > Following.TOLD) {
      present.pollFirstEntry();
    }
    return writes;
  }

  private static void append(List<SegmentRing.Write> writes, SegmentRing.Write write) {
    SegmentRing.Write last = writes.isEmpty() ? null : writes.get(writes.size() - 1);
    if (last != null && last.slot() == write.slot()) {
      SegmentDelta both = last.delta().merge(write.delta());
      writes.set(writes.size() - 1, new SegmentRing.Write(last.slot(), both));
    } else {
      writes.add(write);
    }
  }

  /** All members hold these chunks of a generation. */
  void confirm(long generation, long chunks) {
    ring.confirm(generation, chunks);
  }

  SegmentRing.@Nullable Write seal(long nowNanos) {
    return ring.seal(nowNanos);
  }

  StoreMessage.Heads heads() {
    return Following.heads(writer, present);
  }
}
