package io.azimux.topology.iptables;

import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;

/**
 * One appended rule of a guest's iptables.
 *
 * @param chain where it stands
 * @param match what a packet must be
 * @param target what happens to it
 * @param text the command line as written, for traces
 */
public record IptablesRule(Chain chain, Match match, Target target, String text) {

  /** Table and chain. */
  public enum Chain {
    /** nat PREROUTING: before the routing decision. */
    PREROUTING,
    /** nat POSTROUTING: after it. */
    POSTROUTING,
    /** filter FORWARD: packets that pass through the guest. */
    FORWARD
  }

  /**
   * Conditions, all of which must hold.
   *
   * @param protocol IP protocol number, -1 for any
   * @param inInterface {@code -i}, empty for any
   * @param outInterface {@code -o}, empty for any
   */
  public record Match(
      Ipv4Prefix source,
      Ipv4Prefix destination,
      int protocol,
      String inInterface,
      String outInterface,
      PortRange sourcePorts,
      PortRange destinationPorts) {}

  /** What a rule does. */
  public sealed interface Target {
    /** DNAT to an address and, if given, a port (else 0: unchanged). */
    record Dnat(Ipv4Address address, int port) implements Target {}

    /** SNAT to an address; the port is kept where it is free. */
    record Snat(Ipv4Address address) implements Target {}

    /** SNAT to the address of the interface by which the packet leaves. */
    record Masquerade() implements Target {}

    /** Let it pass. */
    record Accept() implements Target {}

    /** Drop it. */
    record Drop() implements Target {}
  }
}
