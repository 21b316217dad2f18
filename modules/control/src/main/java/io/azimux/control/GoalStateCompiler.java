package io.azimux.control;

import io.azimux.node.message.AccessRule;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.NicPolicy;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.BackendAddressPool;
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
 * Computes what every MUX and host must hold from the described world and the health of backends. A
 * function: equal worlds and health give equal goal states.
 */
public final class GoalStateCompiler {
  /** Tells how a backend stands with a probe. */
  @FunctionalInterface
  public interface Health {
    /** True where the NIC, {@code nva1/eth0}, answers the probe. */
    boolean isHealthy(String backend, String probe);
  }

  private final World world;
  private final List<NicPolicy> nics;

  /** Prepares everything that does not depend on health. */
  public GoalStateCompiler(World world) {
    this.world = world;
    this.nics = nicPolicies(world);
  }

  /** The goal state for this health. A rule without a probe takes its backends for healthy. */
  public GoalState compile(long version, Health health) {
    List<FrontendRule> rules = new ArrayList<>();
    for (LoadBalancer balancer : world.loadBalancers()) {
      for (LoadBalancingRule rule : balancer.loadBalancingRules()) {
        rules.add(frontendRule(balancer, rule, health));
      }
    }
    return new GoalState(version, rules, nics);
  }

  private FrontendRule frontendRule(LoadBalancer balancer, LoadBalancingRule rule, Health health) {
    List<Backend> backends = new ArrayList<>();
    for (String member : poolOf(balancer, rule).backendIPConfigurations()) {
      NetworkInterface nic = nic(member);
      int vni = world.networkOf(nic.subnet()).vni();
      boolean healthy = rule.probe().isEmpty() || health.isHealthy(member, rule.probe());
      backends.add(new Backend(member, nic.privateIPAddress(), vni, healthy));
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
        backends);
  }

  private static Ipv4Address frontendAddress(LoadBalancer balancer, LoadBalancingRule rule) {
    return balancer.frontendIPConfigurations().stream()
        .filter(frontend -> frontend.name().equals(rule.frontendIPConfiguration()))
        .map(FrontendIPConfiguration::publicIPAddress)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no frontend for " + rule.name()));
  }

  /** The pool that a rule of this load balancer sends to. */
  static BackendAddressPool poolOf(LoadBalancer balancer, LoadBalancingRule rule) {
    return balancer.backendAddressPools().stream()
        .filter(pool -> pool.name().equals(rule.backendAddressPool()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no pool for " + rule.name()));
  }

  private NetworkInterface nic(String id) {
    return world
        .networkInterface(id)
        .orElseThrow(() -> new IllegalArgumentException("no NIC '" + id + "'"));
  }

  private static List<NicPolicy> nicPolicies(World world) {
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
                inbound(world, nic, rules),
                outbound(world, nic, rules)));
      }
    }
    return List.copyOf(policies);
  }

  /** Towards a guest the subnet's group is asked first. */
  private static List<AccessRule> inbound(World world, NetworkInterface nic, SecurityRules rules) {
    List<List<AccessRule>> lists = new ArrayList<>();
    group(world, subnetOf(world, nic).networkSecurityGroup(), lists, rules, true);
    group(world, nic.networkSecurityGroup(), lists, rules, true);
    return lists.isEmpty() ? rules.unguardedInbound(isInPool(world, nic.id())) : composed(lists);
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

  private static boolean isInPool(World world, String nic) {
    return world.loadBalancers().stream()
        .flatMap(balancer -> balancer.backendAddressPools().stream())
        .anyMatch(pool -> pool.backendIPConfigurations().contains(nic));
  }
}
