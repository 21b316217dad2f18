package io.azimux.node;

import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an element did with a traced packet, naming the rule, entry or binding that acted.
 */
public sealed interface Step {
  /** The packet came in by an interface. */
  record Received(String port, PacketSummary packet) implements Step {}

  /** The packet left by an interface. */
  record Sent(String port, PacketSummary packet) implements Step {}

  /**
   * A route was chosen.
   *
   * @param prefix the matching prefix
   * @param hash flow hash, 0 where there was nothing to choose
   * @param members next hops to choose from
   * @param nextHop the element chosen
   */
  record Routed(String prefix, long hash, int members, String nextHop) implements Step {}

  /** A load-balancing or security rule matched; {@code verdict} says what it orders. */
  record RuleMatched(String table, String rule, String verdict) implements Step {}

  /**
   * A flow table was asked.
   *
   * @param table which one: {@code flow table}, {@code UFT}, {@code conntrack}
   * @param outcome {@code local_hit}, {@code new}, {@code hash_fallback}, {@code hit}, {@code
   *     miss}, ...
   */
  record FlowLookup(String table, String outcome, FiveTuple key) implements Step {}

  /** A backend was picked by hash: {@code slot} of {@code slots} in the backend map. */
  record BackendChosen(String rule, long hash, int slot, int slots, String backend)
      implements Step {}

  /**
   * The network controller (or the cache of its answers) told on which host a customer address
   * runs.
   */
  record AddressResolved(
      Ipv4Address customer, Ipv4Address host, String hostName, int vni, boolean cached)
      implements Step {}

  /** A tunnel header was put on. */
  record Encapsulated(Ipv4Address source, Ipv4Address destination, int vni) implements Step {}

  /** A tunnel header was taken off. */
  record Decapsulated(Ipv4Address source, Ipv4Address destination, int vni) implements Step {}

  /** A VFP layer acted. */
  record LayerApplied(String layer, String rule, String action) implements Step {}

  /** Addresses or ports were rewritten. */
  record Rewritten(String by, FiveTuple before, FiveTuple after) implements Step {}

  /** Connection tracking found or made a connection. */
  record Tracked(String state, FiveTuple original, FiveTuple reply) implements Step {}

  /** The packet ended. */
  record Finished(Disposition disposition, @Nullable String detail) implements Step {}
}
