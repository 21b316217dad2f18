package io.azimux.dataplane.guest;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words for what the guest does with a marked packet. Every caller has asked for the mark. */
final class GuestTrace {
  private static final String CONNTRACK = "conntrack";

  private final List<String> nics;
  private final Routes routes;
  private final Connections connections;

  /** Speaks of these NICs, routes and connections. */
  GuestTrace(List<String> nics, Routes routes, Connections connections) {
    this.nics = nics;
    this.routes = routes;
    this.connections = connections;
  }

  void received(int packet, int nic, Outbox out) {
    out.step(packet, new Step.Received(nics.get(nic), PacketSummary.of(out.arena(), packet)));
  }

  void sent(int packet, int nic, Outbox out) {
    out.step(packet, new Step.Sent(nics.get(nic), PacketSummary.of(out.arena(), packet)));
  }

  void finished(int packet, Disposition disposition, @Nullable String detail, Outbox out) {
    out.step(packet, new Step.Finished(disposition, detail));
  }

  /** The packet is of no connection; {@code outcome} says whether it may open one. */
  void unknown(int packet, String outcome, long high, long low, Outbox out) {
    out.step(packet, new Step.FlowLookup(CONNTRACK, outcome, FiveTuple.ofKey(high, low)));
  }

  /** The packet came through PREROUTING, the routing decision and FORWARD. */
  void decided(int packet, Opening opening, long high, long low, int path, Outbox out) {
    FiveTuple before = FiveTuple.ofKey(high, low);
    FiveTuple after = opening.flow().tuple();
    matched(packet, "nat PREROUTING", opening.destinationRule(), out);
    rewritten(packet, "DNAT", before, after, out);
    routed(packet, opening.flow().destination(), path, out);
    matched(packet, "filter FORWARD", opening.forwardRule(), out);
  }

  /** Its connection was entered. */
  void committed(int packet, Opening opening, long high, long low, Outbox out) {
    FiveTuple after = opening.flow().tuple();
    FiveTuple original = FiveTuple.ofKey(high, low);
    FiveTuple before =
        new FiveTuple(
            original.source(),
            after.destination(),
            after.protocol(),
            original.sourcePort(),
            after.destinationPort());
    IptablesRule rule = opening.sourceRule();
    matched(packet, "nat POSTROUTING", rule, out);
    rewritten(packet, sourceTranslation(rule), before, after, out);
    int reference = connections.find(high, low, connections.hash(high, low));
    if (reference >= 0) {
      tracked(packet, reference, connections.word(reference), out);
    }
  }

  /** A packet of a known connection is translated as its first one was, or back. */
  void known(int packet, int reference, long word, int path, Outbox out) {
    FiveTuple before = FiveTuple.ofKey(connections.high(reference), connections.low(reference));
    FiveTuple after = otherEnd(reference);
    out.step(packet, new Step.FlowLookup(CONNTRACK, "hit", before));
    String by = (reference & 1) == 0 ? CONNTRACK : CONNTRACK + " reverse";
    rewritten(packet, by, before, after, out);
    routed(packet, after.destination().bits(), path, out);
    tracked(packet, reference, word, out);
  }

  /** A local socket's answer. */
  void answered(int packet, int reference, long word, int nic, Outbox out) {
    FiveTuple before = FiveTuple.ofKey(connections.high(reference), connections.low(reference));
    out.step(packet, new Step.FlowLookup(CONNTRACK, "hit", before));
    rewritten(packet, CONNTRACK + " reverse", before, otherEnd(reference), out);
    String by = "NIC on which the connection came in";
    out.step(packet, new Step.Routed(by, 0, 1, nics.get(nic)));
    tracked(packet, reference, word, out);
  }

  /** The routing decision. */
  void routed(int packet, int destination, int path, Outbox out) {
    int action = Path.action(path);
    if (action == Path.NO_ROUTE) {
      return;
    }
    String nextHop = action == Path.LOCAL ? "local" : nics.get(Path.out(path));
    out.step(packet, new Step.Routed(routes.describe(destination), 0, 1, nextHop));
  }

  private FiveTuple otherEnd(int reference) {
    int other = reference ^ 1;
    return FiveTuple.ofKey(
        FlowKey.reversedHigh(connections.high(other)), FlowKey.reversedLow(connections.low(other)));
  }

  private void tracked(int packet, int reference, long word, Outbox out) {
    int original = reference & ~1;
    int reply = reference | 1;
    out.step(
        packet,
        new Step.Tracked(
            TrackState.of(StateWord.state(word)).name(),
            FiveTuple.ofKey(connections.high(original), connections.low(original)),
            FiveTuple.ofKey(connections.high(reply), connections.low(reply))));
  }

  private static void rewritten(
      int packet, String by, FiveTuple before, FiveTuple after, Outbox out) {
    if (!before.equals(after)) {
      out.step(packet, new Step.Rewritten(by, before, after));
    }
  }

  private static void matched(int packet, String chain, @Nullable IptablesRule rule, Outbox out) {
    if (rule != null) {
      out.step(packet, new Step.RuleMatched(chain, rule.text(), verdict(rule.target())));
    }
  }

  private static String sourceTranslation(@Nullable IptablesRule rule) {
    if (rule == null || rule.target() instanceof Target.Accept) {
      return "source port clash";
    }
    return rule.target() instanceof Target.Snat ? "SNAT" : "MASQUERADE";
  }

  private static String verdict(Target target) {
    if (target instanceof Target.Dnat dnat) {
      return "DNAT to " + dnat.address() + (dnat.port() == 0 ? "" : ":" + dnat.port());
    }
    if (target instanceof Target.Snat snat) {
      return "SNAT to " + snat.address();
    }
    if (target instanceof Target.Masquerade) {
      return "MASQUERADE";
    }
    return target instanceof Target.Drop ? "DROP" : "ACCEPT";
  }
}
