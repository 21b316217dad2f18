package io.azimux.node.message;

import io.azimux.packet.Ipv4Prefix;
import java.util.List;

/**
 * One rule of a network security group, service tags already replaced by prefixes.
 *
 * @param name {@code nsg-name/rule-name}
 * @param priority 100..65500; lower wins
 * @param allow true to allow, false to deny
 * @param protocol IP protocol number, or {@link #ANY_PROTOCOL}
 * @param sources prefixes, any of which matches
 */
public record AccessRule(
    String name,
    int priority,
    boolean allow,
    int protocol,
    List<Ipv4Prefix> sources,
    PortRange sourcePorts,
    List<Ipv4Prefix> destinations,
    PortRange destinationPorts) {
  /** Matches every protocol. */
  public static final int ANY_PROTOCOL = -1;

  /** Copies the lists. */
  public AccessRule {
    sources = List.copyOf(sources);
    destinations = List.copyOf(destinations);
  }

  /** Ports {@code from}..{@code to}, both included, 0..65535. */
  public record PortRange(int from, int to) {
    /** Every port. */
    public static final PortRange ANY = new PortRange(0, 65535);

    /** True where the port lies in the range. */
    public boolean contains(int port) {
      return from <= port && port <= to;
    }
  }

  /** True where a packet of this flow matches. */
  public boolean matches(
      int source, int destination, int flowProtocol, int sourcePort, int destinationPort) {
    return (protocol == ANY_PROTOCOL || protocol == flowProtocol)
        && destinationPorts.contains(destinationPort)
        && sourcePorts.contains(sourcePort)
        && anyContains(sources, source)
        && anyContains(destinations, destination);
  }

  private static boolean anyContains(List<Ipv4Prefix> prefixes, int address) {
    for (Ipv4Prefix prefix : prefixes) {
      if (prefix.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
