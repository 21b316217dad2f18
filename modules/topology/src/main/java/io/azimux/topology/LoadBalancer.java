package io.azimux.topology;

import io.azimux.node.message.FrontendRule;
import io.azimux.packet.Ipv4Address;
import java.time.Duration;
import java.util.List;

/**
 * An Azure load balancer, Standard tier, public. Names follow {@code
 * Microsoft.Network/loadBalancers}.
 */
public record LoadBalancer(
    String name,
    List<FrontendIPConfiguration> frontendIPConfigurations,
    List<BackendAddressPool> backendAddressPools,
    List<LoadBalancingRule> loadBalancingRules,
    List<Probe> probes) {
  /** Copies the lists. */
  public LoadBalancer {
    frontendIPConfigurations = List.copyOf(frontendIPConfigurations);
    backendAddressPools = List.copyOf(backendAddressPools);
    loadBalancingRules = List.copyOf(loadBalancingRules);
    probes = List.copyOf(probes);
  }

  /** The same load balancer with another threshold of all probes. */
  LoadBalancer withProbeThreshold(int threshold) {
    return new LoadBalancer(
        name,
        frontendIPConfigurations,
        backendAddressPools,
        loadBalancingRules,
        probes.stream()
            .map(probe -> new Probe(probe.name(), probe.port(), probe.interval(), threshold))
            .toList());
  }

  /** A frontend address (VIP). */
  public record FrontendIPConfiguration(String name, Ipv4Address publicIPAddress) {}

  /** A pool; members are NICs, {@code nva1/eth0}. */
  public record BackendAddressPool(String name, List<String> backendIPConfigurations) {
    /** Copies the list. */
    public BackendAddressPool {
      backendIPConfigurations = List.copyOf(backendIPConfigurations);
    }
  }

  /**
   * A rule.
   *
   * @param protocol IP protocol number, TCP or UDP
   * @param idleTimeout 4..100 minutes
   */
  public record LoadBalancingRule(
      String name,
      String frontendIPConfiguration,
      String backendAddressPool,
      String probe,
      int protocol,
      int frontendPort,
      int backendPort,
      FrontendRule.Distribution loadDistribution,
      Duration idleTimeout,
      boolean enableFloatingIP,
      boolean enableTcpReset) {}

  /**
   * A TCP health probe.
   *
   * @param interval time between probes, 5 s or more
   * @param probeThreshold answers, or failures, in a row that change the state, 1 or more
   */
  public record Probe(String name, int port, Duration interval, int probeThreshold) {}
}
