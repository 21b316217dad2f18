package io.azimux.node.message;

/**
 * The store tells a MUX how a {@link FlowBatch} fared.
 *
 * @param number the batch
 * @param everywhere true where every live peer holds it; false where some did not say so in time
 */
public record BatchStored(long number, boolean everywhere) implements PeerMessage {}
