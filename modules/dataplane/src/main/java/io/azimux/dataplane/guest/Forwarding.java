package io.azimux.dataplane.guest;

import io.azimux.topology.VirtualMachine;
import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routing decision and the FORWARD chain: which way a packet takes through the guest. */
final class Forwarding {
  private final Routes routes;
  private final Rules forward;
  private boolean ipForward;
  private @Nullable IptablesRule rule;

  /** Decides for this machine. */
  Forwarding(VirtualMachine machine, Routes routes, List<String> nics) {
    this.routes = routes;
    this.forward = new Rules(Chain.FORWARD, machine.iptables(), nics);
    this.ipForward = machine.ipForward();
  }

  /** The setting {@code net.ipv4.ip_forward}. */
  boolean isIpForward() {
    return ipForward;
  }

  /** Sets {@code net.ipv4.ip_forward}; paths decided before are not valid any more. */
  void setIpForward(boolean on) {
    ipForward = on;
  }

  /**
   * The {@link Path} of a packet.
   *
   * @param flow source as it arrived, destination as translated: what Linux shows to FORWARD
   * @param in NIC of arrival
   */
  int path(Flow flow, int in) {
    rule = null;
    if (routes.isMartian(flow.source())) {
      return Path.of(Path.NO_ROUTE, in, 0);
    }
    int out = routes.route(flow.destination());
    if (out == Routes.LOCAL) {
      return Path.of(Path.LOCAL, in, 0);
    }
    if (out == Routes.NONE) {
      return Path.of(Path.NO_ROUTE, in, 0);
    }
    if (!ipForward) {
      return Path.of(Path.IP_FORWARD_OFF, in, out);
    }
    rule = forward.firstMatch(flow, in, out);
    boolean denied = rule != null && rule.target() instanceof Target.Drop;
    return Path.of(denied ? Path.DENIED : Path.FORWARD, in, out);
  }

  /** The FORWARD rule that decided the last path, or null. */
  @Nullable IptablesRule rule() {
    return rule;
  }

  /** The routing table. */
  Routes routes() {
    return routes;
  }
}
