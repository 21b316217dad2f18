package io.azimux.node;

import java.util.Locale;

/**
 * How a packet ended. Every packet ends in exactly one of these; a drop without a reason cannot be
 * expressed.
 */
public enum Disposition {
  /** Reached the endpoint it was meant for. */
  DELIVERED(false),
  /** A header is cut off or contradicts itself. */
  MALFORMED,
  /** A checksum does not verify. */
  BAD_CHECKSUM,
  /** An IPv4 fragment at an element that needs ports. */
  FRAGMENT,
  /** Time to live ran out. */
  TTL_EXPIRED,
  /** No route for the destination. */
  NO_ROUTE,
  /** The frontend's route has no live MUX. */
  NO_LIVE_MUX,
  /** The next hop is gone, but its route was not withdrawn yet: the black hole after a kill. */
  STALE_NEXT_HOP,
  /** No load-balancing rule for this frontend address, protocol and port. */
  NO_RULE,
  /** The rule's pool has no backend that may take a new flow. */
  NO_BACKEND,
  /** The controller knows no host for the customer address, or did not answer in time. */
  ADDRESS_UNRESOLVED,
  /** The tunnel carries a VNI that this host does not serve, or the wrong one for the guest. */
  UNKNOWN_VNI,
  /** Addressed to an element that does not own the address. */
  NOT_FOR_ME,
  /** A network security group denied it. */
  NSG_DENIED,
  /** The NIC may not send or receive for foreign addresses: IP forwarding is off on the NIC. */
  NIC_IP_FORWARDING_OFF,
  /** net.ipv4.ip_forward is 0 in the guest. */
  IP_FORWARD_OFF,
  /** An iptables FORWARD rule dropped it. */
  FIREWALL_DENIED,
  /** The connection tracking table is full. */
  CONNTRACK_FULL,
  /** No free port for source NAT. */
  SNAT_PORTS_EXHAUSTED,
  /** The unified flow table is full. */
  UFT_FULL,
  /** A queue in front of an element was full. */
  QUEUE_FULL,
  /** A link between processes was full. */
  LINK_QUEUE_FULL,
  /** The emulated link lost it, as configured. */
  LINK_LOSS,
  /** The element it was sent to is not running. */
  ELEMENT_DOWN,
  /** The MUX stood still, and knows neither the flow nor what it missed. */
  STOOD_STILL,
  /** Longer than the link's MTU, and not to be fragmented. */
  TOO_LONG,
  /** From an attached guest that claims an address which is not its own. */
  SPOOFED_SOURCE,
  /** No free packet slot. */
  ARENA_FULL,
  /** Nobody listens on the port, or the protocol is not spoken there. */
  NO_LISTENER;

  private final boolean dropped;

  Disposition() {
    this(true);
  }

  Disposition(boolean dropped) {
    this.dropped = dropped;
  }

  /** False for {@link #DELIVERED} only. */
  public boolean isDrop() {
    return dropped;
  }

  /** The name as it stands in metrics and JSON: {@code no_live_mux}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
