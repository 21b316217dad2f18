package io.azimux.node.message;

/**
 * A value that the whole cloud shares: rules, health of backends, places of machines. Written to
 * and told by the store ({@link FlowBatch#STORE}). Each key has one writer; of two values the one
 * with the higher version stands. The store tells every element that has just started what stands,
 * and later every change.
 *
 * @param key {@code goal}, {@code places}, {@code health/host-a}
 * @param version grows with each change of the key, also over restarts of its writer
 */
public record SharedValue(String key, long version, PeerMessage value) implements PeerMessage {}
