package io.azimux.control;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.NicPolicy;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.FrontendIPConfiguration;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.NetworkSecurityGroup;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.VirtualNetwork.Subnet;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes what every MUX and host must hold from the described world and the members of its pools.
 * A function: equal worlds and pools give equal goal states.
 */
final class GoalStateCompiler {
  private final World world;

  GoalStateCompiler(World world) {
    this.world = world;
  }

  /** The goal state for these pools. */
  GoalState compile(long version, Pools pools) {
    List<FrontendRule> rules = new ArrayList<>();
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        rules.add(frontendRule(balancer, rule, pools));
      }
    }
    return new GoalState(version, rules, nicPolicies(pools));
  }

  private FrontendRule frontendRule(LoadBalancer balancer, LoadBalancingRule rule, Pools pools) {
    List<Backend> backends = new ArrayList<>();
    for (String member : pools.of(balancer, rule)) {
      NetworkInterface nic = nic(member);
      int vni = world.networkOf(nic.subnet()).vni();
      backends.add(new Backend(member, nic.privateIPAddress(), vni));
    }
    return new FrontendRule(
        rule.name(),
        frontendAddress(balancer, rule),
        rule.protocol(),
        rule.frontendPort(),
        rule.backendPort(),
        rule.loadDistribution(),
        rule.idleTimeout().toNanos(),
        rule.enableFloatingIP(),
        probeOf(balancer, rule),
        backends);
  }

  private static HealthProbe probeOf(LoadBalancer balancer, LoadBalancingRule rule) {
    return balancer.probes().stream()
        .filter(probe -> probe.name().equals(rule.probe()))
        .map(
            probe ->
                new HealthProbe(
                    balancer.name() + "/" + probe.name(),
                    probe.port(),
                    probe.interval().toNanos(),
                    probe.probeThreshold()))
        .findFirst()
        .orElse(HealthProbe.NONE);
  }

  /** The address of the frontend that a rule of this load balancer serves. */
  static Ipv4Address frontendAddress(LoadBalancer balancer, LoadBalancingRule rule) {
    return balancer.frontendIPConfigurations().stream()
        .filter(frontend -> frontend.name().equals(rule.frontendIPConfiguration()))
        .map(FrontendIPConfiguration::publicIPAddress)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no frontend for " + rule.name()));
  }

  private NetworkInterface nic(String id) {
    return world
        .networkInterface(id)
        .orElseThrow(() -> new IllegalArgumentException("no NIC '" + id + "'"));
  }

  private List<NicPolicy> nicPolicies(Pools pools) {
    Map<String, SecurityRules> compilers = new LinkedHashMap<>();
    for (VirtualNetwork network : world.virtualNetworks()) {
      compilers.put(network.name(), new SecurityRules(new ServiceTags(network)));
    }
    List<NicPolicy> policies = new ArrayList<>();
    for (VirtualMachine machine : world.virtualMachines()) {
      for (NetworkInterface nic : machine.networkInterfaces()) {
        VirtualNetwork network = world.networkOf(nic.subnet());
        SecurityRules rules = compilers.get(network.name());
        if (rules == null) {
          throw new IllegalArgumentException("no virtual network '" + network.name() + "'");
        }
        policies.add(
            new NicPolicy(
                nic.id(),
                network.vni(),
                nic.privateIPAddress(),
                nic.enableIPForwarding(),
                inbound(nic, rules, pools),
                outbound(world, nic, rules)));
      }
    }
    return List.copyOf(policies);
  }

  /** Towards a guest the subnet's group is asked first. */
  private List<AccessRule> inbound(NetworkInterface nic, SecurityRules rules, Pools pools) {
    List<List<AccessRule>> lists = new ArrayList<>();
    group(world, subnetOf(world, nic).networkSecurityGroup(), lists, rules, true);
    group(world, nic.networkSecurityGroup(), lists, rules, true);
    return lists.isEmpty() ? rules.unguardedInbound(pools.contain(nic.id())) : composed(lists);
  }

  /** From a guest the NIC's group is asked first. */
  private static List<AccessRule> outbound(World world, NetworkInterface nic, SecurityRules rules) {
    List<List<AccessRule>> lists = new ArrayList<>();
    group(world, nic.networkSecurityGroup(), lists, rules, false);
    group(world, subnetOf(world, nic).networkSecurityGroup(), lists, rules, false);
    return lists.isEmpty() ? rules.unguardedOutbound() : composed(lists);
  }

  private static void group(
      World world,
      String name,
      List<List<AccessRule>> lists,
      SecurityRules rules,
      boolean inbound) {
    if (!name.isEmpty()) {
      NetworkSecurityGroup group =
          world
              .securityGroup(name)
              .orElseThrow(() -> new IllegalArgumentException("no group '" + name + "'"));
      lists.add(rules.of(group, inbound));
    }
  }

  private static List<AccessRule> composed(List<List<AccessRule>> lists) {
    return lists.size() == 1 ? lists.get(0) : SecurityRules.both(lists.get(0), lists.get(1));
  }

  private static Subnet subnetOf(World world, NetworkInterface nic) {
    return world.networkOf(nic.subnet()).subnets().stream()
        .filter(subnet -> nic.subnet().endsWith("/" + subnet.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no subnet '" + nic.subnet() + "'"));
  }
}
