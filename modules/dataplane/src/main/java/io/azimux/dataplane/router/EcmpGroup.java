package io.azimux.dataplane.router;

import io.azimux.node.Outbox;
import io.azimux.packet.FlowKey;
import io.azimux.topology.Ecmp;

/**
 * The equal next hops of a route, and how a flow hash chooses one. A change of next hops makes the
 * next group out of this one, so that a kind which moves few flows can look back.
 */
interface EcmpGroup {
  /** Next hops to choose from. */
  int size();

  /** True where every hash has the same port, and nobody needs to know when it was chosen. */
  default boolean isFixed() {
    return size() == 1;
  }

  /** The port of a hash; the group is not empty. */
  int port(long hash, long nowNanos);

  /**
   * The group that follows this one, which is not used any more.
   *
   * @param livePorts ports of the live next hops, ascending
   */
  EcmpGroup next(int[] livePorts, long nowNanos);

  /** Moves hashes to other ports that could not be moved at once. */
  default void upkeep(long nowNanos) {
    throw new IllegalStateException("this kind moves everything at once");
  }

  /** When {@link #upkeep} is wanted. */
  default long nextUpkeep() {
    return Outbox.NEVER;
  }

  /** An empty group of a kind. */
  static EcmpGroup empty(Ecmp ecmp) {
    return switch (ecmp.kind()) {
      case MOD_N -> new ModN(new int[0]);
      case HASH_THRESHOLD -> new HashThreshold(new int[0]);
      case RESILIENT -> new ResilientGroup(ecmp);
    };
  }

  /**
   * Hash modulo the number of next hops: when it changes from N to N-1, (N-1)/N of all flows move.
   */
  record ModN(int[] ports) implements EcmpGroup {
    @Override
    public int size() {
      return ports.length;
    }

    @Override
    public int port(long hash, long nowNanos) {
      return ports[(int) ((hash >>> 32) % ports.length)];
    }

    @Override
    public EcmpGroup next(int[] livePorts, long nowNanos) {
      return new ModN(livePorts);
    }
  }

  /**
   * The range of hashes divided into equal regions, one for each next hop in order (RFC 2992): a
   * change moves a quarter to a half of all flows.
   */
  record HashThreshold(int[] ports) implements EcmpGroup {
    @Override
    public int size() {
      return ports.length;
    }

    @Override
    public int port(long hash, long nowNanos) {
      return ports[FlowKey.reduce(hash, ports.length)];
    }

    @Override
    public EcmpGroup next(int[] livePorts, long nowNanos) {
      return new HashThreshold(livePorts);
    }
  }
}
