package io.azimux.simulator.store;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes that some peers have not confirmed yet. Bounded by time: each is forgotten after it. */
final class Unconfirmed {
  /** No batch whose fate the MUX wants to know. */
  static final long NO_BATCH = -1;

  /** A write that was not confirmed by all in time. */
  record Failed(long generation, long batch, List<String> peers, boolean isRepeated) {}

  private record Pending(
      long number,
      long generation,
      long batch,
      Set<String> peers,
      boolean isRepeated,
      long untilNanos) {}

  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private final Queue<Pending> byTime = new ArrayDeque<>();
  private long last;

  /** Notes a write; returns its number. */
  long add(long generation, long batch, List<String> peers, long untilNanos) {
    return add(generation, batch, peers, false, untilNanos);
  }

  /** Notes the repetition of a write. */
  long addRepeated(long generation, List<String> peers, long untilNanos) {
    return add(generation, NO_BATCH, peers, true, untilNanos);
  }

  private long add(
      long generation, long batch, List<String> peers, boolean repeated, long untilNanos) {
    long number = ++last;
    Pending write =
        new Pending(number, generation, batch, new TreeSet<>(peers), repeated, untilNanos);
    pending.put(number, write);
    byTime.add(write);
    return number;
  }

  /** A peer confirms a write; the batch that all hold now, or {@link #NO_BATCH}. */
  long confirmed(long number, String peer) {
    Pending write = pending.get(number);
    if (write == null || !write.peers.remove(peer) || !write.peers.isEmpty()) {
      return NO_BATCH;
    }
    pending.remove(number);
    return write.batch;
  }

  void expire(long nowNanos, Consumer<Failed> sink) {
    @Nullable Pending oldest = byTime.peek();
    while (oldest != null && oldest.untilNanos <= nowNanos) {
      byTime.remove();
      if (pending.remove(oldest.number) != null) {
        List<String> missing = List.copyOf(oldest.peers);
        sink.accept(new Failed(oldest.generation, oldest.batch, missing, oldest.isRepeated));
      }
      oldest = byTime.peek();
    }
  }
}
