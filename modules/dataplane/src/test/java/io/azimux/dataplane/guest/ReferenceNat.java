package io.azimux.dataplane.guest;

import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Match;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * NAT once more, slow and obvious, for NVA1's addresses: values, a map from tuple to translated
 * tuple, and no time. It says what a packet becomes; where the port must be another one, it says
 * only that.
 */
final class ReferenceNat {
  /** The port of a source whose own port was taken. */
  static final int ANOTHER_PORT = -1;

  private static final Ipv4Address ETH0 = Ipv4Address.parse("10.0.1.4");
  private static final Ipv4Address ETH1 = Ipv4Address.parse("10.0.2.4");

  private final List<IptablesRule> rules;
  private final Map<FiveTuple, FiveTuple> translations = new LinkedHashMap<>();

  ReferenceNat(List<IptablesRule> rules) {
    this.rules = rules;
  }

  /**
   * What a packet that came in by a NIC becomes. After {@link #ANOTHER_PORT} the caller tells with
   * {@link #chosen} which port it was.
   */
  FiveTuple translate(String nic, FiveTuple packet) {
    FiveTuple known = translations.get(packet);
    if (known != null) {
      return known;
    }
    FiveTuple routed = destinationTranslated(nic, packet);
    FiveTuple result = isLocal(routed) ? routed : sourceTranslated(routed);
    if (translations.containsKey(result.reversed())) {
      return withSourcePort(result, ANOTHER_PORT);
    }
    chosen(packet, result);
    return result;
  }

  /** Remembers a connection in both directions. */
  void chosen(FiveTuple packet, FiveTuple result) {
    translations.put(packet, result);
    translations.put(result.reversed(), packet.reversed());
  }

  boolean isFree(FiveTuple tuple) {
    return !translations.containsKey(tuple);
  }

  static boolean isLocal(FiveTuple tuple) {
    return tuple.destination().equals(ETH0) || tuple.destination().equals(ETH1);
  }

  static String outNic(FiveTuple tuple) {
    return tuple.destination().toString().startsWith("10.0.2.") ? "eth1" : "eth0";
  }

  static FiveTuple withSourcePort(FiveTuple tuple, int port) {
    return new FiveTuple(
        tuple.source(), tuple.destination(), tuple.protocol(), port, tuple.destinationPort());
  }

  private FiveTuple destinationTranslated(String nic, FiveTuple t) {
    Optional<IptablesRule> rule = first(Chain.PREROUTING, t, nic, "");
    if (rule.isPresent() && rule.get().target() instanceof Target.Dnat dnat) {
      int port = dnat.port() == 0 ? t.destinationPort() : dnat.port();
      return new FiveTuple(t.source(), dnat.address(), t.protocol(), t.sourcePort(), port);
    }
    return t;
  }

  private FiveTuple sourceTranslated(FiveTuple t) {
    String nic = outNic(t);
    Optional<IptablesRule> rule = first(Chain.POSTROUTING, t, "", nic);
    Ipv4Address source = t.source();
    if (rule.isPresent() && rule.get().target() instanceof Target.Snat snat) {
      source = snat.address();
    } else if (rule.isPresent() && rule.get().target() instanceof Target.Masquerade) {
      source = nic.equals("eth0") ? ETH0 : ETH1;
    }
    return new FiveTuple(
        source, t.destination(), t.protocol(), t.sourcePort(), t.destinationPort());
  }

  private Optional<IptablesRule> first(Chain chain, FiveTuple t, String in, String out) {
    return rules.stream()
        .filter(rule -> rule.chain() == chain && matches(rule.match(), t, in, out))
        .findFirst();
  }

  private static boolean matches(Match match, FiveTuple t, String in, String out) {
    return match.source().contains(t.source())
        && match.destination().contains(t.destination())
        && (match.protocol() == -1 || match.protocol() == t.protocol())
        && (match.inInterface().isEmpty() || match.inInterface().equals(in))
        && (match.outInterface().isEmpty() || match.outInterface().equals(out))
        && match.sourcePorts().contains(t.sourcePort())
        && match.destinationPorts().contains(t.destinationPort());
  }
}
