package io.azimux.dataplane.guest;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.packet.Ipv4;
import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first packet of a connection on its way through the chains. The rules are asked here and
 * nowhere else: what they order is written into the connection's two tuples, and every later packet
 * of either direction follows from those.
 *
 * <p>In two steps, so that nothing is remembered of a packet that is dropped on its way: {@link
 * #decide}, then {@link #commit}. Holds the results of the last call; one per guest.
 */
final class Opening {
  private final Rules prerouting;
  private final Rules postrouting;
  private final Forwarding forwarding;
  private final Connections connections;
  private final SourcePorts sourcePorts;
  private final Flow flow = new Flow();

  private long high;
  private long low;
  private int path;
  private @Nullable IptablesRule destinationRule;
  private @Nullable IptablesRule sourceRule;
  private long destinationTranslated;
  private long sourceTranslated;
  private long withoutPort;

  /** Opens connections of a machine with these rules. */
  Opening(
      List<IptablesRule> rules,
      List<String> nics,
      Forwarding forwarding,
      Connections connections,
      SourcePorts sourcePorts) {
    this.prerouting = new Rules(Chain.PREROUTING, rules, nics);
    this.postrouting = new Rules(Chain.POSTROUTING, rules, nics);
    this.forwarding = forwarding;
    this.connections = connections;
    this.sourcePorts = sourcePorts;
  }

  /**
   * Runs the packet through PREROUTING, the routing decision and FORWARD.
   *
   * @param in NIC of arrival
   * @return its {@link Path}
   */
  int decide(long packetHigh, long packetLow, int in) {
    high = packetHigh;
    low = packetLow;
    sourceRule = null;
    flow.set(high, low);
    destinationRule = prerouting.firstMatch(flow, in, Rules.NO_NIC);
    if (destinationRule != null && destinationRule.target() instanceof Target.Dnat dnat) {
      boolean keepsPort = dnat.port() == 0 || !hasPorts(flow.protocol());
      flow.setDestination(dnat.address().bits(), keepsPort ? flow.destinationPort() : dnat.port());
    }
    path = forwarding.path(flow, in);
    return path;
  }

  /**
   * Runs the packet that {@link #decide} let pass through POSTROUTING, and enters its connection.
   *
   * @param word its first {@link StateWord}
   * @return DELIVERED where it may go on; else why not
   */
  Disposition commit(long word, long nowNanos) {
    if (Path.action(path) == Path.FORWARD) {
      translateSource();
    }
    // Without a rule, too: two connections may never share a reply tuple, so Linux gives one of
    // them another source port, on the way to a local socket as well.
    if (!sourcePorts.choose(flow, high, low, nowNanos)) {
      withoutPort++;
      return Disposition.SNAT_PORTS_EXHAUSTED;
    }
    boolean translated = isSourceTranslated();
    long opened =
        StateWord.withPath(word, 0, path) | (translated ? StateWord.SOURCE_TRANSLATED : 0);
    int reference =
        connections.open(high, low, flow.replyHigh(), flow.replyLow(), opened, nowNanos);
    if (reference == Connections.FULL) {
      return Disposition.CONNTRACK_FULL;
    }
    destinationTranslated += destinationRule == null ? 0 : 1;
    sourceTranslated += translated ? 1 : 0;
    return Disposition.DELIVERED;
  }

  /** Reports translations. */
  void measure(Meter meter) {
    meter.reading(Measure.NVA_NAT, "dnat", destinationTranslated);
    meter.reading(Measure.NVA_NAT, "snat", sourceTranslated);
    meter.reading(Measure.SNAT_CONNECTIONS, "successful", sourceTranslated);
    meter.reading(Measure.SNAT_CONNECTIONS, "failed", withoutPort);
    int allocated = postrouting.isEmpty() ? 0 : SourcePorts.UNPRIVILEGED;
    meter.reading(Measure.SNAT_PORTS_ALLOCATED, "", allocated);
  }

  private void translateSource() {
    sourceRule = postrouting.firstMatch(flow, Rules.NO_NIC, Path.out(path));
    if (sourceRule == null) {
      return;
    }
    if (sourceRule.target() instanceof Target.Snat snat) {
      flow.setSource(snat.address().bits());
    } else if (sourceRule.target() instanceof Target.Masquerade) {
      flow.setSource(forwarding.routes().address(Path.out(path)));
    }
  }

  private boolean isSourceTranslated() {
    return flow.source() != (int) (high >>> 32) || flow.sourcePort() != (int) (low >>> 48);
  }

  private static boolean hasPorts(int protocol) {
    return protocol == Ipv4.TCP || protocol == Ipv4.UDP;
  }

  /** The tuple with which the packet goes on. */
  Flow flow() {
    return flow;
  }

  /** The PREROUTING rule that matched, or null. */
  @Nullable IptablesRule destinationRule() {
    return destinationRule;
  }

  /** The POSTROUTING rule that matched, or null. */
  @Nullable IptablesRule sourceRule() {
    return sourceRule;
  }

  /** The FORWARD rule that matched, or null. */
  @Nullable IptablesRule forwardRule() {
    return forwarding.rule();
  }
}
