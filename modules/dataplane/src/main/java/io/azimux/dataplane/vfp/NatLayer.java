package io.azimux.dataplane.vfp;

import io.azimux.node.message.FrontendRule;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import org.jspecify.annotations.Nullable;

/**
 * The layer of the load balancer (SLB NAT): frontend and port become backend and port, and back
 * again for the reply. Which rule a flow came in by is state of the flow, so it outlives a change
 * of policy; a reply is never matched against rules.
 */
final class NatLayer implements Layer {
  @Override
  public boolean inbound(Passage passage) {
    if (passage.opening && passage.rule == null) {
      passage.rule = find(passage);
    }
    FrontendRule rule = passage.rule;
    if (rule == null) {
      return true;
    }
    int address = rule.floatingIp() ? passage.destination : passage.nic.address();
    passage.rewriteDestination(address, rule.backendPort());
    if (passage.traced()) {
      passage.applied("NAT", rule.name(), "destination " + endpoint(address, rule.backendPort()));
    }
    return true;
  }

  @Override
  public boolean outbound(Passage passage) {
    FrontendRule rule = passage.rule;
    if (rule == null) {
      return true;
    }
    passage.rewriteSource(rule.frontend().bits(), rule.frontendPort());
    if (passage.traced()) {
      String frontend = endpoint(rule.frontend().bits(), rule.frontendPort());
      passage.applied("NAT", rule.name(), "source " + frontend);
    }
    return true;
  }

  private static @Nullable FrontendRule find(Passage passage) {
    HostPolicy.Nic policy = passage.policy;
    if (policy == null) {
      return null;
    }
    for (FrontendRule rule : policy.frontends()) {
      if (rule.frontend().bits() == passage.destination
          && rule.frontendPort() == passage.destinationPort
          && rule.protocol() == passage.protocol) {
        return rule;
      }
    }
    return null;
  }

  /** The flow as its client sees it. */
  static FiveTuple seenByClient(FrontendRule rule, long high, long low) {
    FiveTuple arrived = FiveTuple.ofKey(high, low);
    return new FiveTuple(
        arrived.source(),
        rule.frontend(),
        arrived.protocol(),
        arrived.sourcePort(),
        rule.frontendPort());
  }

  private static String endpoint(int address, int port) {
    return new Ipv4Address(address) + ":" + port;
  }
}
