package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4Address;

/**
 * What all layers together do to the packets of one direction of a flow (VFP section 6): new
 * addresses and ports, and the way out, with a tunnel header where it leads to another host. Flows
 * of one kind share one; the unified flow table names it by a number.
 *
 * <p>Taking the tunnel header off is not part of it: the key of a flow is the inner packet, so that
 * is done before the table is asked.
 *
 * @param addressKeep bits of {@code source | destination} that stay as they are
 * @param addresses bits put in place of the others
 * @param portKeep bits of {@code source port | destination port} that stay
 * @param ports bits put in place of the others
 * @param headerDelta what that adds to the sum of the IPv4 header, folded (RFC 1624)
 * @param transportDelta what it adds to the sum of a TCP segment or UDP datagram, folded
 * @param exit where the packet goes
 * @param nic number of the NIC it is delivered to, or comes from
 * @param host provider address at the other end of the tunnel; 0 without a tunnel
 * @param vni network named in the tunnel header
 * @param mac Ethernet address of the target NIC; 0 for a router's
 * @param drop how the packet ends at {@link Exit#DROP}
 * @param detail which NIC, host or rule; for people
 */
record HeaderTransposition(
    long addressKeep,
    long addresses,
    int portKeep,
    int ports,
    int headerDelta,
    int transportDelta,
    Exit exit,
    int nic,
    int host,
    int vni,
    long mac,
    Disposition drop,
    String detail) {

  /** Where a packet goes. */
  enum Exit {
    /** To the guest's NIC: it has passed the inbound layers. */
    NIC,
    /** To another host, in a tunnel. */
    TUNNEL,
    /** To a router as it is: direct server return, past the MUX. */
    INTERNET,
    /** To the host's own agent. */
    AGENT,
    /** Nowhere. */
    DROP
  }

  /** The transposition that drops. */
  static HeaderTransposition dropping(Disposition drop, String detail) {
    return new HeaderTransposition(-1L, 0, -1, 0, 0, 0, Exit.DROP, 0, 0, 0, 0, drop, detail);
  }

  /** True where addresses or ports change. */
  boolean rewrites() {
    return (addressKeep & portKeep) != -1L;
  }

  /** Deterministic text for traces: {@code destination 10.0.1.4:22, to nva1/eth0}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(64);
    if (addressKeep >>> 32 == 0) {
      append(text, "source ", FlowKey.source(addresses), ports >>> 16);
    } else if (portKeep >>> 16 == 0) {
      text.append("source port ").append(ports >>> 16).append(", ");
    }
    if ((int) addressKeep == 0) {
      append(text, "destination ", FlowKey.destination(addresses), ports & 0xffff);
    } else if ((portKeep & 0xffff) == 0) {
      text.append("destination port ").append(ports & 0xffff).append(", ");
    }
    return text.append(way()).toString();
  }

  private String way() {
    return switch (exit) {
      case NIC -> "to " + detail;
      case TUNNEL -> "tunnel to " + detail + " " + new Ipv4Address(host) + " vni " + vni;
      case INTERNET -> "direct server return";
      case AGENT -> "to the host agent";
      case DROP -> "drop " + drop.label() + ": " + detail;
    };
  }

  private static void append(StringBuilder text, String what, int address, int port) {
    text.append(what).append(new Ipv4Address(address)).append(':').append(port).append(", ");
  }
}
