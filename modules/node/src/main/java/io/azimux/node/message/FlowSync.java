package io.azimux.node.message;

/** How a MUX that has just started gets the flows that its peers hold. */
public sealed interface FlowSync extends PeerMessage {
  /**
   * Asks a peer for the next part of its flow table.
   *
   * @param cursor 0 for the first part, then what the last {@link Part} told
   */
  record Pull(long cursor) implements FlowSync {}

  /**
   * A part of a flow table.
   *
   * @param cursor where the next part begins; {@link #END} behind the last one
   * @param rows as in a {@link FlowBatch}
   */
  record Part(long cursor, long[] rows) implements FlowSync {
    /** Behind the last part. */
    public static final long END = -1;
  }

  /** The asked MUX has nothing to give: it is about to learn the flows itself. */
  record Empty() implements FlowSync {}
}
