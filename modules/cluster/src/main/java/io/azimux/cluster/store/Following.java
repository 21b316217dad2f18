package io.azimux.cluster.store;

import io.azimux.node.message.FlowBatch;
import io.azimux.replication.Segment;
import io.azimux.replication.SegmentReader;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/** What one process knows of the ring of a writer that runs in another process. */
final class Following {
  /** Newest generations of which it tells others: at full load, those of two and a half seconds. */
  static final int TOLD = 16;

  /** Newest generations that it remembers, since others may be behind. */
  private static final int REMEMBERED = 64;

  /** A chunk that was asked for and did not come is asked for again. */
  private static final long PATIENCE_NANOS = 500_000_000L;

  private record Asked(long chunks, long atNanos) {}

  private final String writer;
  private final SegmentReader reader;
  private final TreeMap<Long, Long> present = new TreeMap<>();
  private final Map<Long, Asked> asked = new TreeMap<>();
  private @Nullable ActorRef source;
  private boolean confirm;

  Following(String writer, int slots, long notBeforeNanos) {
    this.writer = writer;
    reader = new SegmentReader(writer, slots, notBeforeNanos);
  }

  String writer() {
    return writer;
  }

  /** The store of the writer's process has spoken. */
  void runsAt(ActorRef store, boolean wantsConfirmation) {
    source = store;
    confirm = wantsConfirmation;
  }

  /** Who wants to hear that batches have arrived; null for nobody. */
  @Nullable ActorRef toConfirm() {
    return confirm ? source : null;
  }

  void poll(long nowNanos, IntConsumer look) {
    reader.poll(nowNanos, look);
  }

  /**
   * The replica holds this in a slot.
   *
   * @return chunks that were not here before, each a bit
   */
  long offer(int slot, Segment segment, long nowNanos, Consumer<FlowBatch> found) {
    reader.offer(slot, segment, nowNanos, found);
    if (segment.generation() == 0) {
      return 0;
    }
    long now = segment.present();
    Long before = present.put(segment.generation(), now);
    if (present.size() > REMEMBERED) {
      present.pollFirstEntry();
    }
    return before == null ? now : now & ~before;
  }

  /** The newest generations and what is here of them. */
  StoreMessage.Heads heads() {
    return heads(writer, present);
  }

  /** The newest entries of such a map. */
  static StoreMessage.Heads heads(String writer, TreeMap<Long, Long> present) {
    int size = Math.min(TOLD, present.size());
    long[] generations = new long[size];
    long[] chunks = new long[size];
    int at = size;
    for (Map.Entry<Long, Long> entry : present.descendingMap().entrySet()) {
      if (at == 0) {
        break;
      }
      at--;
      generations[at] = entry.getKey();
      chunks[at] = entry.getValue();
    }
    return new StoreMessage.Heads(writer, generations, chunks);
  }

  /** Chunks that a peer holds and this process lacks; what it would not remember is left alone. */
  long lacks(long generation, long there) {
    boolean forgotten = present.size() >= REMEMBERED && generation < present.firstKey();
    return forgotten ? 0 : there & ~present.getOrDefault(generation, 0L);
  }

  /** Of these chunks, those that have not been asked for just now. They count as asked for. */
  long ask(long generation, long chunks, long nowNanos) {
    asked.values().removeIf(old -> nowNanos - old.atNanos > PATIENCE_NANOS);
    Asked before = asked.get(generation);
    long fresh = before == null ? chunks : chunks & ~before.chunks;
    if (fresh != 0) {
      asked.put(generation, new Asked(before == null ? fresh : before.chunks | fresh, nowNanos));
    }
    return fresh;
  }

  /** The newest generation that was seen, 0 for none. */
  long newest() {
    return present.isEmpty() ? 0 : present.lastKey();
  }
}
