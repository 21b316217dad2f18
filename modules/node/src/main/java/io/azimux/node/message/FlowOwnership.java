package io.azimux.node.message;

/** What MUXes tell one another where each flow has a few owners (Ananta, section 3.3.4). */
public sealed interface FlowOwnership extends PeerMessage {
  /** Flows for their owner to hold; rows as in a {@link FlowBatch}. */
  record Keep(long[] rows) implements FlowOwnership {}

  /**
   * Asks an owner for flows.
   *
   * @param keys two longs for each flow: key high and key low
   */
  record Ask(long[] keys) implements FlowOwnership {}

  /**
   * What an owner knows of the flows it was asked for: rows as in a {@link FlowBatch}, with a value
   * of 0 for those it does not know.
   */
  record Tell(long[] rows) implements FlowOwnership {}
}
