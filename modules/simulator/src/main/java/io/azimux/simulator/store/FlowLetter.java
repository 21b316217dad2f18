package io.azimux.simulator.store;

import io.azimux.replication.SegmentDelta;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What replicas of flows send to one another. */
sealed interface FlowLetter extends Letter {
  @Override
  default boolean carriesFlows() {
    return this instanceof Write || this instanceof States || this instanceof Fill;
  }

  /**
   * The sender is there. Peers that send nothing for long are no longer waited for.
   *
   * @param isFirst whether it has just begun, knows of nobody yet and wants an answer
   */
  record Hello(boolean isFirst) implements FlowLetter {
    @Override
    public long fingerprint() {
      return isFirst ? 2 : 1;
    }
  }

  /**
   * A change of the writer's ring.
   *
   * @param number the writer counts its letters, for {@link Written}
   */
  record Write(long number, int slot, SegmentDelta delta) implements FlowLetter {
    @Override
    public long fingerprint() {
      return 31 * number + delta.part().hashCode();
    }
  }

  /** The sender holds the change of a {@link Write}. */
  record Written(long number) implements FlowLetter {
    @Override
    public long fingerprint() {
      return 7 * number;
    }
  }

  /**
   * Digests of all segments that the sender holds.
   *
   * @param digests by writer and slot
   * @param isAnswer whether the receiver's own digests were compared already
   */
  record Digests(Map<SegmentKey, Long> digests, boolean isAnswer) implements FlowLetter {
    @Override
    public long fingerprint() {
      return digests.toString().hashCode();
    }
  }

  /** Full states of segments, encoded as they are for any transport. */
  record States(List<State> states) implements FlowLetter {
    @Override
    public long fingerprint() {
      long sum = states.size();
      for (State state : states) {
        sum = 31 * sum + Arrays.hashCode(state.bytes());
      }
      return sum;
    }
  }

  /**
   * Which chunks of a segment; each a bit.
   *
   * @param generation of the segment
   */
  record Chunks(long generation, long present) {}

  /** Which chunks of segments that are not sealed the sender holds. */
  record Held(Map<SegmentKey, Chunks> chunks) implements FlowLetter {
    @Override
    public long fingerprint() {
      return chunks.toString().hashCode();
    }
  }

  /** The sender lacks these. */
  record Want(Map<SegmentKey, Chunks> chunks) implements FlowLetter {
    @Override
    public long fingerprint() {
      return 3L * chunks.toString().hashCode();
    }
  }

  /** Chunks that were wanted. */
  record Fill(SegmentKey key, SegmentDelta delta) implements FlowLetter {
    @Override
    public long fingerprint() {
      return 31L * key.hashCode() + delta.part().hashCode();
    }
  }

  /** One of the segments. */
  record SegmentKey(String writer, int slot) implements Comparable<SegmentKey> {
    @Override
    public int compareTo(SegmentKey other) {
      int byWriter = writer.compareTo(other.writer);
      return byWriter != 0 ? byWriter : Integer.compare(slot, other.slot);
    }
  }

  /** A segment in full. */
  record State(SegmentKey key, byte[] bytes) {}
}
