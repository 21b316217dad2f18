package io.azimux.node.message;

import io.azimux.packet.Ipv4Prefix;
import java.util.List;

/**
 * A MUX tells a router which prefixes it serves. Repeated as a keep-alive.
 *
 * @param prefixes all prefixes served now; an empty list withdraws every route at once
 * @param holdNanos time without a further announcement after which the router withdraws the routes
 */
public record RouteAnnouncement(List<Ipv4Prefix> prefixes, long holdNanos) implements PeerMessage {
  /** Copies the list. */
  public RouteAnnouncement {
    prefixes = List.copyOf(prefixes);
  }
}
