package io.azimux.dataplane.mux;

import io.azimux.node.message.FrontendRule;
import io.azimux.packet.FlowKey;

/** A load-balancing rule as the hot path wants it. */
final class Rule {
  private final FrontendRule spec;
  private final int[] live;
  private final BackendMap map;
  private final long seed;
  private final Counter syns;

  /** A number that only grows, shared by all rules of a frontend. */
  static final class Counter {
    private long count;

    void add() {
      count++;
    }

    long count() {
      return count;
    }
  }

  /**
   * Makes a rule.
   *
   * @param live members that may take new flows, in the order of {@code map}
   * @param seed of the hash, equal on all MUXes
   */
  Rule(FrontendRule spec, int[] live, BackendMap map, long seed, Counter syns) {
    this.spec = spec;
    this.live = live;
    this.map = map;
    this.seed = seed;
    this.syns = syns;
  }

  FrontendRule spec() {
    return spec;
  }

  Counter syns() {
    return syns;
  }

  /**
   * The hash that chooses the backend, over the fields the rule's distribution names.
   *
   * @param tupleHash hash of the whole tuple with the same seed
   */
  long choiceHash(long high, long low, long tupleHash) {
    return switch (spec.distribution()) {
      case DEFAULT -> tupleHash;
      case SOURCE_IP -> FlowKey.hash(high, 0, seed);
      case SOURCE_IP_PROTOCOL ->
          FlowKey.hash(high, FlowKey.low(0, 0, FlowKey.protocol(low), 0), seed);
    };
  }

  /** Slots of the backend map; 0 where no member may take a flow. */
  int slots() {
    return map.slots();
  }

  /** The slot of a hash; there is at least one. */
  int slot(long choiceHash) {
    return map.slot(choiceHash);
  }

  /** The member in a slot. */
  int member(int slot) {
    return live[map.backend(slot)];
  }
}
