package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.node.message.AccessRule;
import java.util.List;

/**
 * The layer of network security groups (ACL). It is stateful: rules are asked for the direction
 * that opened a flow, and the reply passes. They see backend addresses and ports, because NAT lies
 * between them and the network.
 */
final class AccessLayer implements Layer {
  @Override
  public boolean inbound(Passage passage) {
    HostPolicy.Nic policy = passage.policy;
    return policy == null ? noPolicy(passage) : decide(passage, policy.rules().inbound());
  }

  @Override
  public boolean outbound(Passage passage) {
    HostPolicy.Nic policy = passage.policy;
    return policy == null ? noPolicy(passage) : decide(passage, policy.rules().outbound());
  }

  private static boolean noPolicy(Passage passage) {
    return passage.drop(Disposition.NSG_DENIED, "no policy yet");
  }

  private static boolean decide(Passage passage, List<AccessRule> rules) {
    if (!passage.opening) {
      passage.applied("ACL", "established", "allow");
      return true;
    }
    for (AccessRule rule : rules) {
      if (rule.matches(
          passage.source,
          passage.destination,
          passage.protocol,
          passage.sourcePort,
          passage.destinationPort)) {
        passage.applied("ACL", rule.name(), rule.allow() ? "allow" : "deny");
        return rule.allow() || passage.drop(Disposition.NSG_DENIED, rule.name());
      }
    }
    return passage.drop(Disposition.NSG_DENIED, "no rule matches");
  }
}
