package io.azimux.cluster.wire;

import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.AccessRule;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.NicPolicy;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.List;

/** The goal state to and from its Protobuf form. */
final class PolicyCodec {
  private PolicyCodec() {}

  static Messages.GoalState encode(GoalState goal) {
    return Messages.GoalState.newBuilder()
        .setVersion(goal.version())
        .addAllRules(goal.rules().stream().map(PolicyCodec::encode).toList())
        .addAllNics(goal.nics().stream().map(PolicyCodec::encode).toList())
        .build();
  }

  static GoalState decode(Messages.GoalState goal) {
    return new GoalState(
        goal.getVersion(),
        goal.getRulesList().stream().map(PolicyCodec::decode).toList(),
        goal.getNicsList().stream().map(PolicyCodec::decode).toList());
  }

  static List<Messages.Prefix> prefixes(List<Ipv4Prefix> prefixes) {
    return prefixes.stream()
        .map(
            prefix ->
                Messages.Prefix.newBuilder()
                    .setNetwork(prefix.network())
                    .setLength(prefix.length())
                    .build())
        .toList();
  }

  static List<Ipv4Prefix> prefixesOf(List<Messages.Prefix> prefixes) {
    return prefixes.stream()
        .map(prefix -> new Ipv4Prefix(prefix.getNetwork(), prefix.getLength()))
        .toList();
  }

  private static Messages.FrontendRule encode(FrontendRule rule) {
    return Messages.FrontendRule.newBuilder()
        .setName(rule.name())
        .setFrontend(rule.frontend().bits())
        .setProtocol(rule.protocol())
        .setFrontendPort(rule.frontendPort())
        .setBackendPort(rule.backendPort())
        .setDistribution(encode(rule.distribution()))
        .setIdleTimeoutNanos(rule.idleTimeoutNanos())
        .setFloatingIp(rule.floatingIp())
        .setProbe(encode(rule.probe()))
        .addAllBackends(rule.backends().stream().map(PolicyCodec::encode).toList())
        .build();
  }

  private static FrontendRule decode(Messages.FrontendRule rule) {
    return new FrontendRule(
        rule.getName(),
        new Ipv4Address(rule.getFrontend()),
        rule.getProtocol(),
        rule.getFrontendPort(),
        rule.getBackendPort(),
        decode(rule.getDistribution()),
        rule.getIdleTimeoutNanos(),
        rule.getFloatingIp(),
        decode(rule.getProbe()),
        rule.getBackendsList().stream().map(PolicyCodec::decode).toList());
  }

  private static Messages.HealthProbe encode(HealthProbe probe) {
    return Messages.HealthProbe.newBuilder()
        .setName(probe.name())
        .setPort(probe.port())
        .setIntervalNanos(probe.intervalNanos())
        .setThreshold(probe.threshold())
        .build();
  }

  private static HealthProbe decode(Messages.HealthProbe probe) {
    return new HealthProbe(
        probe.getName(), probe.getPort(), probe.getIntervalNanos(), probe.getThreshold());
  }

  private static Messages.Distribution encode(FrontendRule.Distribution distribution) {
    return switch (distribution) {
      case DEFAULT -> Messages.Distribution.DISTRIBUTION_DEFAULT;
      case SOURCE_IP -> Messages.Distribution.DISTRIBUTION_SOURCE_IP;
      case SOURCE_IP_PROTOCOL -> Messages.Distribution.DISTRIBUTION_SOURCE_IP_PROTOCOL;
    };
  }

  private static FrontendRule.Distribution decode(Messages.Distribution distribution) {
    return switch (distribution) {
      case DISTRIBUTION_DEFAULT -> FrontendRule.Distribution.DEFAULT;
      case DISTRIBUTION_SOURCE_IP -> FrontendRule.Distribution.SOURCE_IP;
      case DISTRIBUTION_SOURCE_IP_PROTOCOL -> FrontendRule.Distribution.SOURCE_IP_PROTOCOL;
      case DISTRIBUTION_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "a rule's distribution is none that this version knows");
    };
  }

  private static Messages.Backend encode(FrontendRule.Backend backend) {
    return Messages.Backend.newBuilder()
        .setName(backend.name())
        .setAddress(backend.address().bits())
        .setVni(backend.vni())
        .build();
  }

  private static FrontendRule.Backend decode(Messages.Backend backend) {
    return new FrontendRule.Backend(
        backend.getName(), new Ipv4Address(backend.getAddress()), backend.getVni());
  }

  private static Messages.NicPolicy encode(NicPolicy policy) {
    return Messages.NicPolicy.newBuilder()
        .setNic(policy.nic())
        .setVni(policy.vni())
        .setAddress(policy.address().bits())
        .setIpForwarding(policy.ipForwarding())
        .addAllInbound(policy.inbound().stream().map(PolicyCodec::encode).toList())
        .addAllOutbound(policy.outbound().stream().map(PolicyCodec::encode).toList())
        .build();
  }

  private static NicPolicy decode(Messages.NicPolicy policy) {
    return new NicPolicy(
        policy.getNic(),
        policy.getVni(),
        new Ipv4Address(policy.getAddress()),
        policy.getIpForwarding(),
        policy.getInboundList().stream().map(PolicyCodec::decode).toList(),
        policy.getOutboundList().stream().map(PolicyCodec::decode).toList());
  }

  private static Messages.AccessRule encode(AccessRule rule) {
    return Messages.AccessRule.newBuilder()
        .setName(rule.name())
        .setPriority(rule.priority())
        .setAllow(rule.allow())
        .setProtocol(rule.protocol())
        .addAllSources(prefixes(rule.sources()))
        .setSourcePorts(encode(rule.sourcePorts()))
        .addAllDestinations(prefixes(rule.destinations()))
        .setDestinationPorts(encode(rule.destinationPorts()))
        .build();
  }

  private static AccessRule decode(Messages.AccessRule rule) {
    return new AccessRule(
        rule.getName(),
        rule.getPriority(),
        rule.getAllow(),
        rule.getProtocol(),
        prefixesOf(rule.getSourcesList()),
        decode(rule.getSourcePorts()),
        prefixesOf(rule.getDestinationsList()),
        decode(rule.getDestinationPorts()));
  }

  private static Messages.PortRange encode(AccessRule.PortRange range) {
    return Messages.PortRange.newBuilder().setFrom(range.from()).setTo(range.to()).build();
  }

  private static AccessRule.PortRange decode(Messages.PortRange range) {
    return new AccessRule.PortRange(range.getFrom(), range.getTo());
  }
}
