package io.azimux.control;

import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.VirtualNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * What service tags stand for in one virtual network.
 *
 * <p>{@code VirtualNetwork} is the network's address space; peerings, which Azure counts too, do
 * not exist here. {@code AzureLoadBalancer} is the address that probes come from. {@code Internet}
 * is all the rest that can be reached publicly: not the network, not the probes, and no private or
 * special range (RFC 6890).
 */
final class ServiceTags {
  /** Where probes come from, in every network. */
  static final Ipv4Prefix PROBES = Ipv4Prefix.parse("168.63.129.16/32");

  private static final List<Ipv4Prefix> NEVER_PUBLIC =
      List.of(
          Ipv4Prefix.parse("0.0.0.0/8"),
          Ipv4Prefix.parse("10.0.0.0/8"),
          Ipv4Prefix.parse("100.64.0.0/10"),
          Ipv4Prefix.parse("127.0.0.0/8"),
          Ipv4Prefix.parse("169.254.0.0/16"),
          Ipv4Prefix.parse("172.16.0.0/12"),
          Ipv4Prefix.parse("192.168.0.0/16"),
          Ipv4Prefix.parse("224.0.0.0/3"),
          PROBES);

  private final List<Ipv4Prefix> network;
  private final List<Ipv4Prefix> internet;

  ServiceTags(VirtualNetwork network) {
    this.network = network.addressPrefixes();
    List<Ipv4Prefix> excluded = new ArrayList<>(NEVER_PUBLIC);
    excluded.addAll(this.network);
    List<Ipv4Prefix> rest = new ArrayList<>();
    addWithout(Ipv4Prefix.ANY, excluded, rest);
    this.internet = List.copyOf(rest);
  }

  /** Prefixes of a tag, of {@code *}, or of a prefix written out. */
  List<Ipv4Prefix> prefixes(String text) {
    return switch (text) {
      case "*" -> List.of(Ipv4Prefix.ANY);
      case "VirtualNetwork" -> network;
      case "AzureLoadBalancer" -> List.of(PROBES);
      case "Internet" -> internet;
      default -> List.of(Ipv4Prefix.parse(text));
    };
  }

  /** Halves the prefix until every part lies wholly inside or outside of what is excluded. */
  private static void addWithout(
      Ipv4Prefix prefix, List<Ipv4Prefix> excluded, List<Ipv4Prefix> result) {
    if (excluded.stream().anyMatch(out -> covers(out, prefix))) {
      return;
    }
    if (excluded.stream().noneMatch(out -> covers(prefix, out))) {
      result.add(prefix);
      return;
    }
    int length = prefix.length() + 1;
    addWithout(new Ipv4Prefix(prefix.network(), length), excluded, result);
    addWithout(new Ipv4Prefix(prefix.network() | 1 << 32 - length, length), excluded, result);
  }

  /** True where all of the inner prefix lies in the outer one. */
  static boolean covers(Ipv4Prefix outer, Ipv4Prefix inner) {
    return outer.length() <= inner.length() && outer.contains(inner.network());
  }
}
