package io.azimux.topology;

import io.azimux.packet.Ipv4Prefix;
import java.util.List;

/**
 * A virtual network.
 *
 * @param vni its VXLAN network identifier, 1..16777215
 */
public record VirtualNetwork(
    String name, int vni, List<Ipv4Prefix> addressPrefixes, List<Subnet> subnets) {
  /** Copies the lists. */
  public VirtualNetwork {
    addressPrefixes = List.copyOf(addressPrefixes);
    subnets = List.copyOf(subnets);
  }

  /** A subnet; {@code networkSecurityGroup} is empty where it has none. */
  public record Subnet(String name, Ipv4Prefix addressPrefix, String networkSecurityGroup) {}
}
