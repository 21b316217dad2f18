package io.azimux.control;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.NetworkSecurityGroup;
import io.azimux.topology.NetworkSecurityGroup.SecurityRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Compiles security groups into the one list of rules that a host asks, first match first.
 *
 * <p>Where a subnet and a NIC both have a group, both must allow. Two lists are made one by taking
 * every rule of the first together with every rule of the second, in this order: the first pair
 * that matches a packet consists of the first match in each list, and allows where both do. A rule
 * that denies ends the matter and needs no second.
 */
final class SecurityRules {
  /** Priority of the first rule of a composed list, whose rules are numbered in order. */
  private static final int FIRST = 100;

  private static final List<Ipv4Prefix> ANYWHERE = List.of(Ipv4Prefix.ANY);

  private final ServiceTags tags;

  SecurityRules(ServiceTags tags) {
    this.tags = tags;
  }

  /** A group's rules of one direction with Azure's default rules behind them. */
  List<AccessRule> of(NetworkSecurityGroup group, boolean inbound) {
    List<AccessRule> rules = new ArrayList<>();
    for (SecurityRule rule : group.securityRules()) {
      if (rule.inbound() == inbound) {
        rules.add(
            new AccessRule(
                group.name() + "/" + rule.name(),
                rule.priority(),
                rule.allow(),
                rule.protocol(),
                tags.prefixes(rule.sourceAddressPrefix()),
                rule.sourcePortRange(),
                tags.prefixes(rule.destinationAddressPrefix()),
                rule.destinationPortRange()));
      }
    }
    rules.sort(Comparator.comparingInt(AccessRule::priority));
    rules.addAll(inbound ? inboundDefaults(group.name()) : outboundDefaults(group.name()));
    return rules;
  }

  /**
   * What holds towards a NIC that no group guards: everything is allowed, except that a Standard
   * public load balancer is closed to the Internet until a group opens it.
   */
  List<AccessRule> unguardedInbound(boolean behindPublicLoadBalancer) {
    List<AccessRule> rules = new ArrayList<>();
    if (behindPublicLoadBalancer) {
      rules.add(rule("no-nsg/ClosedUntilAllowed", 65000, false, internet(), ANYWHERE));
    }
    rules.add(rule("no-nsg/AllowAll", 65500, true, ANYWHERE, ANYWHERE));
    return rules;
  }

  /** What holds from a NIC that no group guards: everything is allowed. */
  List<AccessRule> unguardedOutbound() {
    return List.of(rule("no-nsg/AllowAll", 65500, true, ANYWHERE, ANYWHERE));
  }

  private List<Ipv4Prefix> internet() {
    return tags.prefixes("Internet");
  }

  private List<AccessRule> inboundDefaults(String group) {
    List<Ipv4Prefix> network = tags.prefixes("VirtualNetwork");
    List<Ipv4Prefix> probes = tags.prefixes("AzureLoadBalancer");
    return List.of(
        rule(group + "/AllowVnetInBound", 65000, true, network, network),
        rule(group + "/AllowAzureLoadBalancerInBound", 65001, true, probes, ANYWHERE),
        rule(group + "/DenyAllInBound", 65500, false, ANYWHERE, ANYWHERE));
  }

  private List<AccessRule> outboundDefaults(String group) {
    List<Ipv4Prefix> network = tags.prefixes("VirtualNetwork");
    return List.of(
        rule(group + "/AllowVnetOutBound", 65000, true, network, network),
        rule(group + "/AllowInternetOutBound", 65001, true, ANYWHERE, internet()),
        rule(group + "/DenyAllOutBound", 65500, false, ANYWHERE, ANYWHERE));
  }

  /** One list that allows what both lists allow; each must end with a rule for everything. */
  static List<AccessRule> both(List<AccessRule> first, List<AccessRule> second) {
    List<AccessRule> composed = new ArrayList<>();
    for (AccessRule one : first) {
      if (!one.allow()) {
        composed.add(renamed(one, one.name(), FIRST + composed.size()));
        continue;
      }
      for (AccessRule other : second) {
        addIntersection(one, other, composed);
      }
    }
    return composed;
  }

  private static void addIntersection(AccessRule one, AccessRule other, List<AccessRule> composed) {
    List<Ipv4Prefix> sources = common(one.sources(), other.sources());
    List<Ipv4Prefix> destinations = common(one.destinations(), other.destinations());
    PortRange sourcePorts = common(one.sourcePorts(), other.sourcePorts());
    PortRange destinationPorts = common(one.destinationPorts(), other.destinationPorts());
    boolean anyOfOne = one.protocol() == AccessRule.ANY_PROTOCOL;
    boolean anyOfOther = other.protocol() == AccessRule.ANY_PROTOCOL;
    boolean disjoint = !anyOfOne && !anyOfOther && one.protocol() != other.protocol();
    if (disjoint
        || sources.isEmpty()
        || destinations.isEmpty()
        || isEmpty(sourcePorts)
        || isEmpty(destinationPorts)) {
      return;
    }
    composed.add(
        new AccessRule(
            other.allow() ? one.name() + " + " + other.name() : other.name(),
            FIRST + composed.size(),
            other.allow(),
            anyOfOne ? other.protocol() : one.protocol(),
            sources,
            sourcePorts,
            destinations,
            destinationPorts));
  }

  private static AccessRule renamed(AccessRule rule, String name, int priority) {
    return new AccessRule(
        name,
        priority,
        rule.allow(),
        rule.protocol(),
        rule.sources(),
        rule.sourcePorts(),
        rule.destinations(),
        rule.destinationPorts());
  }

  /** Two prefixes are disjoint, or one of them is what they have in common. */
  private static List<Ipv4Prefix> common(List<Ipv4Prefix> first, List<Ipv4Prefix> second) {
    List<Ipv4Prefix> common = new ArrayList<>();
    for (Ipv4Prefix one : first) {
      for (Ipv4Prefix other : second) {
        Ipv4Prefix inner = one.length() >= other.length() ? one : other;
        if (ServiceTags.covers(one.length() >= other.length() ? other : one, inner)
            && !common.contains(inner)) {
          common.add(inner);
        }
      }
    }
    return common;
  }

  private static PortRange common(PortRange one, PortRange other) {
    return new PortRange(Math.max(one.from(), other.from()), Math.min(one.to(), other.to()));
  }

  private static boolean isEmpty(PortRange range) {
    return range.from() > range.to();
  }

  private static AccessRule rule(
      String name,
      int priority,
      boolean allow,
      List<Ipv4Prefix> sources,
      List<Ipv4Prefix> destinations) {
    return new AccessRule(
        name,
        priority,
        allow,
        AccessRule.ANY_PROTOCOL,
        sources,
        PortRange.ANY,
        destinations,
        PortRange.ANY);
  }
}
