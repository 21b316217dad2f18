package io.azimux.cluster.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who holds which batch of one writer.
 *
 * <p>A replicator's write to all waits for members that have died and are not removed yet, for a
 * quarter of a minute. So the readers confirm too, and a peer that lets a batch go unconfirmed for
 * {@link #SILENCE_NANOS} is not waited for until it confirms something again.
 *
 * @param <P> what tells peers apart
 */
final class Confirmations<P> {
  /** Longest time for which a living peer owes its word: ten times what it commonly takes. */
  static final long SILENCE_NANOS = 250_000_000L;

  /** Most batches that wait for a word; the oldest is given up for another. */
  static final int MOST_BATCHES = 4096;

  private static final class Batch<P> {
    private final long number;
    private final long sentNanos;
    private final Map<P, Integer> owed = new LinkedHashMap<>();
    private final List<ChunkOf> places = new ArrayList<>();
    private boolean confirmed;
    private int writes = 1;

    Batch(long number, long sentNanos) {
      this.number = number;
      this.sentNanos = sentNanos;
    }
  }

  /** How a batch fared. */
  record Outcome(long number, boolean everywhere) {}

  private record ChunkOf(long generation, int index) {}

  private final Map<Long, Batch<P>> batches = new LinkedHashMap<>();
  private final Map<ChunkOf, Batch<P>> chunks = new LinkedHashMap<>();
  private final Set<P> silent = new HashSet<>();

  /**
   * A batch goes to these peers.
   *
   * @param chunks in how many chunks it goes
   * @return outcomes known at once
   */
  List<Outcome> sent(long number, int chunks, Set<P> peers, long nowNanos) {
    Batch<P> batch = new Batch<>(number, nowNanos);
    for (P peer : peers) {
      if (!silent.contains(peer)) {
        batch.owed.put(peer, chunks);
      }
    }
    batches.put(number, batch);
    List<Outcome> outcomes = new ArrayList<>();
    if (batches.size() > MOST_BATCHES) {
      outcomes.add(end(batches.values().iterator().next(), false));
    }
    return outcomes;
  }

  /** A batch's chunk has this place. */
  void placed(long number, long generation, int index) {
    Batch<P> batch = batches.get(number);
    if (batch != null) {
      ChunkOf place = new ChunkOf(generation, index);
      batch.places.add(place);
      chunks.put(place, batch);
    }
  }

  /** A batch takes so many writes of the replicator, where it does not fit one segment. */
  void takes(long number, int writes) {
    Batch<P> batch = batches.get(number);
    if (batch != null) {
      batch.writes = writes;
    }
  }

  /** A peer holds these chunks. */
  List<Outcome> stored(P peer, long generation, long bits) {
    silent.remove(peer);
    List<Outcome> outcomes = new ArrayList<>();
    for (long left = bits; left != 0; left &= left - 1) {
      Batch<P> batch = chunks.get(new ChunkOf(generation, Long.numberOfTrailingZeros(left)));
      if (batch != null) {
        batch.confirmed = true;
        batch.owed.computeIfPresent(peer, (who, owed) -> owed > 1 ? owed - 1 : null);
        endWhereAllSaidSo(batch, outcomes);
      }
    }
    return outcomes;
  }

  /** The replicator says of a write that all members have it, or that some did not say so. */
  List<Outcome> written(long number, boolean everywhere) {
    Batch<P> batch = batches.get(number);
    if (batch == null || everywhere && --batch.writes > 0) {
      return List.of();
    }
    return List.of(end(batch, everywhere));
  }

  /** A peer has left. */
  List<Outcome> gone(P peer) {
    silent.remove(peer);
    return forgive(peer);
  }

  /**
   * Finds peers that are silent.
   *
   * @param newlySilent takes those found now
   */
  List<Outcome> look(long nowNanos, Set<P> newlySilent) {
    for (Batch<P> batch : batches.values()) {
      if (nowNanos - batch.sentNanos < SILENCE_NANOS) {
        break;
      }
      newlySilent.addAll(batch.owed.keySet());
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (P peer : newlySilent) {
      silent.add(peer);
      outcomes.addAll(forgive(peer));
    }
    return outcomes;
  }

  /** Batches that wait. */
  int waiting() {
    return batches.size();
  }

  private List<Outcome> forgive(P peer) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Batch<P> batch : List.copyOf(batches.values())) {
      if (batch.owed.remove(peer) != null) {
        endWhereAllSaidSo(batch, outcomes);
      }
    }
    return outcomes;
  }

  private void endWhereAllSaidSo(Batch<P> batch, List<Outcome> outcomes) {
    // Where nobody at all has confirmed, the one cut off may be this process.
    if (batch.confirmed && batch.owed.isEmpty() && batches.containsKey(batch.number)) {
      outcomes.add(end(batch, true));
    }
  }

  private Outcome end(Batch<P> batch, boolean everywhere) {
    batches.remove(batch.number);
    batch.places.forEach(chunks::remove);
    return new Outcome(batch.number, everywhere);
  }
}
