package io.azimux.dataplane.vfp;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.NicPolicy;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;

/** Goal states for the world of the text, as a controller would compile them. */
final class Goals {
  static final int VNI = 10000;
  static final Ipv4Address FRONTEND = Ipv4Address.parse("20.240.9.27");
  static final String PROBE = "lb-nva-pub/lb-nva-pub-probe-ssh";
  static final String RULE = "lb-nva-pub-lb-rule-in";

  private static final List<Ipv4Prefix> ANYWHERE = List.of(Ipv4Prefix.ANY);
  private static final List<Ipv4Prefix> NETWORK = List.of(Ipv4Prefix.parse("10.0.0.0/16"));

  private Goals() {}

  /** The text's own: port 22 to 22, SSH from anywhere allowed, and Azure's default rules. */
  static GoalState standard(long version) {
    return of(version, List.of(rule(22, 22, false)), inbound(true), true);
  }

  static GoalState of(
      long version, List<FrontendRule> rules, List<AccessRule> inbound, boolean ipForwarding) {
    return new GoalState(version, rules, nics(inbound, outbound(), ipForwarding));
  }

  static FrontendRule rule(int frontendPort, int backendPort, boolean floatingIp) {
    return new FrontendRule(
        RULE,
        FRONTEND,
        Ipv4.TCP,
        frontendPort,
        backendPort,
        FrontendRule.Distribution.DEFAULT,
        240_000_000_000L,
        floatingIp,
        new HealthProbe(PROBE, 22, 5_000_000_000L, 1),
        List.of(backend("nva1/eth0", "10.0.1.4"), backend("nva2/eth0", "10.0.1.5")));
  }

  static FrontendRule withoutProbe(FrontendRule rule) {
    return new FrontendRule(
        rule.name(),
        rule.frontend(),
        rule.protocol(),
        rule.frontendPort(),
        rule.backendPort(),
        rule.distribution(),
        rule.idleTimeoutNanos(),
        rule.floatingIp(),
        HealthProbe.NONE,
        rule.backends());
  }

  private static Backend backend(String nic, String address) {
    return new Backend(nic, Ipv4Address.parse(address), VNI);
  }

  static List<NicPolicy> nics(
      List<AccessRule> inbound, List<AccessRule> outbound, boolean ipForwarding) {
    List<NicPolicy> nics = new ArrayList<>();
    String[][] all = {
      {"nva1/eth0", "10.0.1.4"},
      {"nva1/eth1", "10.0.2.4"},
      {"nva2/eth0", "10.0.1.5"},
      {"nva2/eth1", "10.0.2.5"},
      {"vm-prod-1/eth0", "10.0.2.6"}
    };
    for (String[] nic : all) {
      Ipv4Address address = Ipv4Address.parse(nic[1]);
      nics.add(new NicPolicy(nic[0], VNI, address, ipForwarding, inbound, outbound));
    }
    return nics;
  }

  /** Azure's default rules, with or without one that allows SSH from everywhere before them. */
  static List<AccessRule> inbound(boolean ssh) {
    List<AccessRule> rules = new ArrayList<>();
    if (ssh) {
      rules.add(access("nsg/allow-ssh", 100, true, Ipv4.TCP, ANYWHERE, ANYWHERE, 22));
    }
    List<Ipv4Prefix> probes = List.of(Ipv4Prefix.parse("168.63.129.16"));
    rules.add(access("nsg/AllowVnetInBound", 65000, true, -1, NETWORK, NETWORK, -1));
    rules.add(access("nsg/AllowAzureLoadBalancer", 65001, true, -1, probes, ANYWHERE, -1));
    rules.add(access("nsg/DenyAllInBound", 65500, false, -1, ANYWHERE, ANYWHERE, -1));
    return rules;
  }

  static List<AccessRule> outbound() {
    return List.of(
        access("nsg/AllowVnetOutBound", 65000, true, -1, NETWORK, NETWORK, -1),
        access("nsg/AllowInternetOutBound", 65001, true, -1, ANYWHERE, ANYWHERE, -1),
        access("nsg/DenyAllOutBound", 65500, false, -1, ANYWHERE, ANYWHERE, -1));
  }

  /** Nothing passes. */
  static List<AccessRule> denyAll() {
    return List.of(access("nsg/deny", 100, false, -1, ANYWHERE, ANYWHERE, -1));
  }

  /** Everything passes. */
  static List<AccessRule> allowAll() {
    return List.of(access("nsg/allow", 100, true, -1, ANYWHERE, ANYWHERE, -1));
  }

  /** A rule; port -1 stands for all. */
  static AccessRule access(
      String name,
      int priority,
      boolean allow,
      int protocol,
      List<Ipv4Prefix> sources,
      List<Ipv4Prefix> destinations,
      int port) {
    PortRange ports = port < 0 ? PortRange.ANY : new PortRange(port, port);
    return new AccessRule(
        name, priority, allow, protocol, sources, PortRange.ANY, destinations, ports);
  }
}
