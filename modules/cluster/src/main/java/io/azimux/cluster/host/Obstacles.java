package io.azimux.cluster.host;

import io.azimux.cluster.chaos.Link;
import io.azimux.cluster.chaos.Links;
import io.azimux.topology.Wiring;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults on the ways from one element to its peers, looked up again only when they change: a
 * packet costs one look into an array. Used by the element's thread.
 */
final class Obstacles {
  private final Links links;
  private final String element;
  private final List<Wiring.Port> ports;
  private final @Nullable Link[] byPort;
  private long version = -1;

  Obstacles(Links links, Wiring.Element element) {
    this.links = links;
    this.element = element.name();
    this.ports = element.ports();
    this.byPort = new @Nullable Link[ports.size()];
  }

  /** Takes notice of changes. */
  void refresh() {
    long now = links.version();
    if (now == version) {
      return;
    }
    version = now;
    Arrays.setAll(byPort, port -> links.find(element, ports.get(port).peer()));
  }

  /** The fault on the way out of a port; null as a rule. */
  @Nullable Link out(int port) {
    return byPort[port];
  }

  /** The fault on the way of messages to an element; null as a rule. */
  @Nullable Link to(String peer) {
    return links.find(element, peer);
  }

  /** Something came from an element. */
  void heard(String peer) {
    Link link = links.find(peer, element);
    if (link != null) {
      link.arrive();
    }
  }
}
