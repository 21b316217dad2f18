package io.azimux.cluster.store;

import io.azimux.replication.SegmentDelta;
import java.util.Arrays;
import java.util.List;

/**
 * What the flow stores of processes tell one another, beside what their replicators do. Gossip
 * would bring what a direct write lost after many seconds; these bring it after some hundred
 * milliseconds.
 */
sealed interface StoreMessage {
  /**
   * What the sender holds of the newest segments, told a few times a second.
   *
   * @param own writers in the sender's process
   * @param confirm true where those want a {@link Stored}
   * @param heads newest segments of every writer
   */
  record Held(List<String> own, boolean confirm, List<Heads> heads) implements StoreMessage {
    /** Copies the lists. */
    public Held {
      own = List.copyOf(own);
      heads = List.copyOf(heads);
    }
  }

  /**
   * Newest segments of one writer.
   *
   * @param present for each generation the chunks that are there, each a bit
   */
  record Heads(String writer, long[] generations, long[] present) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Heads heads
          && heads.writer.equals(writer)
          && Arrays.equals(heads.generations, generations)
          && Arrays.equals(heads.present, present);
    }

    @Override
    public int hashCode() {
      return writer.hashCode() * 31 + Arrays.hashCode(generations);
    }

    @Override
    public String toString() {
      return writer + " " + Arrays.toString(generations);
    }
  }

  /** Asks for chunks that the asked one holds and the sender does not. */
  record Want(String writer, long generation, long chunks) implements StoreMessage {}

  /** Chunks, for the receiver's replica alone. */
  record Fill(String writer, int slot, SegmentDelta delta) implements StoreMessage {}

  /** The sender holds these chunks of a writer of the receiver. */
  record Stored(String writer, long generation, long chunks) implements StoreMessage {}
}
