package io.azimux.dataplane.guest;

import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Match;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one chain, in order; the first that matches decides, and the policy behind them is
 * ACCEPT. Run for the first packet of a connection, so a walk over a list is fast enough.
 */
final class Rules {
  /** The NIC of a packet that has none yet, or none any more. */
  static final int NO_NIC = -1;

  private static final long EVERY_NIC = -1;

  private final List<Bound> rules = new ArrayList<>();

  /**
   * Takes the rules of a chain out of a guest's rules.
   *
   * @param nics names of the guest's NICs
   * @throws IllegalArgumentException for a target that the chain does not know
   */
  Rules(Chain chain, List<IptablesRule> all, List<String> nics) {
    for (IptablesRule rule : all) {
      if (rule.chain() == chain) {
        check(rule);
        Match match = rule.match();
        rules.add(
            new Bound(rule, mask(match.inInterface(), nics), mask(match.outInterface(), nics)));
      }
    }
  }

  /** True for a chain without rules. */
  boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * A rule with interface names replaced by sets of NICs.
   *
   * @param in bit per NIC of arrival that matches
   * @param out bit per NIC of departure that matches
   */
  private record Bound(IptablesRule rule, long in, long out) {
    boolean matches(Flow flow, int arrival, int departure) {
      Match match = rule.match();
      return match.source().contains(flow.source())
          && match.destination().contains(flow.destination())
          && (match.protocol() == -1 || match.protocol() == flow.protocol())
          && match.sourcePorts().contains(flow.sourcePort())
          && match.destinationPorts().contains(flow.destinationPort())
          && holds(in, arrival)
          && holds(out, departure);
    }

    private static boolean holds(long nics, int nic) {
      return nics == EVERY_NIC || (nic != NO_NIC && (nics >>> nic & 1) != 0);
    }
  }

  /** The first rule that matches, or null. */
  @Nullable IptablesRule firstMatch(Flow flow, int arrival, int departure) {
    for (Bound bound : rules) {
      if (bound.matches(flow, arrival, departure)) {
        return bound.rule();
      }
    }
    return null;
  }

  /** Bit per NIC that has the name; an empty name means every NIC. */
  private static long mask(String name, List<String> nics) {
    if (name.isEmpty()) {
      return EVERY_NIC;
    }
    int nic = nics.indexOf(name);
    return nic < 0 ? 0 : 1L << nic;
  }

  private static void check(IptablesRule rule) {
    Target target = rule.target();
    boolean known =
        target instanceof Target.Accept
            || switch (rule.chain()) {
              case PREROUTING -> target instanceof Target.Dnat;
              case POSTROUTING ->
                  target instanceof Target.Snat || target instanceof Target.Masquerade;
              case FORWARD -> target instanceof Target.Drop;
            };
    if (!known) {
      throw new IllegalArgumentException(
          "the chain "
              + rule.chain()
              + " has no target "
              + target.getClass().getSimpleName()
              + ": "
              + rule.text());
    }
  }
}
