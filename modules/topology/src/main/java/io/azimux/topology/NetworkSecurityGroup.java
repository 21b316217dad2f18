package io.azimux.topology;

import io.azimux.node.message.AccessRule.PortRange;
import java.util.List;

/** A network security group; Azure's default rules are added where it is compiled, not here. */
public record NetworkSecurityGroup(String name, List<SecurityRule> securityRules) {
  /** Copies the list. */
  public NetworkSecurityGroup {
    securityRules = List.copyOf(securityRules);
  }

  /**
   * A rule.
   *
   * @param priority 100..4096, unique for its direction
   * @param protocol IP protocol number, or -1 for any
   * @param sourceAddressPrefix a prefix, {@code *}, or a tag: {@code Internet}, {@code
   *     VirtualNetwork}, {@code AzureLoadBalancer}
   * @param destinationAddressPrefix the same
   */
  public record SecurityRule(
      String name,
      int priority,
      boolean inbound,
      boolean allow,
      int protocol,
      String sourceAddressPrefix,
      PortRange sourcePortRange,
      String destinationAddressPrefix,
      PortRange destinationPortRange) {}
}
