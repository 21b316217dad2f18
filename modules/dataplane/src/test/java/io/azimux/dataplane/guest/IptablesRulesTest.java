package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.Tcp;
import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Match;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each field of a match, each chain and each target, by what becomes of one packet. */
class IptablesRulesTest {
  private static final String PACKET = "1.2.3.4:5000 > 10.0.1.4:80";

  @ParameterizedTest(name = "DNAT with [{0}]: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                          | true
          -s 1.2.3.4                  | true
          -s 1.2.3.0/24               | true
          -s 1.2.4.0/24               | false
          -d 10.0.1.4                 | true
          -d 10.0.1.5                 | false
          -p tcp                      | true
          -p udp                      | false
          -p all                      | true
          -i eth0                     | true
          -i eth1                     | false
          -p tcp --dport 80           | true
          -p tcp --dport 81           | false
          -p tcp --dport 79:81        | true
          -p tcp --sport 5000         | true
          -p tcp --sport 5001:        | false
          -s 1.2.3.4 -d 10.0.1.5      | false
          """)
  void aPreroutingRuleMatchesOnEachOfItsFields(String match, boolean matches) {
    GuestLab lab =
        GuestLab.withRules(
            "iptables -t nat -A PREROUTING " + match + " -j DNAT --to-destination 10.0.2.9");
    assertThat(lab.segment(0, PACKET, Tcp.SYN))
        .isEqualTo(
            matches
                ? "eth1: 1.2.3.4:5000 > 10.0.2.9:80"
                : "NO_LISTENER, eth0: 10.0.1.4:80 > 1.2.3.4:5000");
  }

  @ParameterizedTest(name = "MASQUERADE with [{0}]: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                          | 10.0.2.4:5000 > 10.0.2.9:80
          -o eth1                     | 10.0.2.4:5000 > 10.0.2.9:80
          -o eth0                     | 1.2.3.4:5000 > 10.0.2.9:80
          -d 10.0.2.9                 | 10.0.2.4:5000 > 10.0.2.9:80
          -d 10.0.2.8                 | 1.2.3.4:5000 > 10.0.2.9:80
          -s 10.0.1.0/24              | 1.2.3.4:5000 > 10.0.2.9:80
          """)
  void aPostroutingRuleMatchesOnEachOfItsFields(String match, String sent) {
    GuestLab lab = GuestLab.withRules("iptables -t nat -A POSTROUTING " + match + " -j MASQUERADE");
    assertThat(lab.segment(0, "1.2.3.4:5000 > 10.0.2.9:80", Tcp.SYN)).isEqualTo("eth1: " + sent);
  }

  @ParameterizedTest(name = "FORWARD with [{0}]: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                          | FIREWALL_DENIED
          -i eth0 -o eth1             | FIREWALL_DENIED
          -i eth1 -o eth0             | eth1: 1.2.3.4:5000 > 10.0.2.9:80
          -d 10.0.2.9                 | FIREWALL_DENIED
          -d 10.0.1.4                 | eth1: 1.2.3.4:5000 > 10.0.2.9:80
          -p tcp --dport 80           | FIREWALL_DENIED
          """)
  void forwardSeesThePacketWithItsDestinationTranslated(String match, String outcome) {
    GuestLab lab =
        GuestLab.withRules(
            "iptables -t nat -A PREROUTING -j DNAT --to-destination 10.0.2.9",
            "iptables -A FORWARD " + match + " -j DROP");
    assertThat(lab.segment(0, PACKET, Tcp.SYN)).isEqualTo(outcome);
    assertThat(lab.connections()).isEqualTo(outcome.startsWith("eth1") ? 1 : 0);
  }

  @Test
  void forwardIsAskedForRepliesToo() {
    GuestLab lab =
        GuestLab.withRules(
            GuestLab.DNAT, GuestLab.MASQUERADE, "iptables -A FORWARD -i eth1 -j DROP");
    lab.segment(0, "141.192.166.93:1 > 10.0.1.4:22", Tcp.SYN);
    assertThat(lab.segment(1, "10.0.2.6:22 > 10.0.2.4:1", Tcp.SYN | Tcp.ACK))
        .isEqualTo("FIREWALL_DENIED");
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    GuestLab lab =
        GuestLab.withRules(
            "iptables -A FORWARD -s 1.2.3.4 -j ACCEPT", "iptables -A FORWARD -j DROP");
    assertThat(lab.segment(0, "1.2.3.4:1 > 10.0.2.9:80", Tcp.SYN))
        .isEqualTo("eth1: 1.2.3.4:1 > 10.0.2.9:80");
    assertThat(lab.segment(0, "1.2.3.5:1 > 10.0.2.9:80", Tcp.SYN)).isEqualTo("FIREWALL_DENIED");
  }

  @Test
  void acceptInANatChainMeansNoTranslation() {
    GuestLab lab =
        GuestLab.withRules(
            "iptables -t nat -A POSTROUTING -s 1.2.3.4 -j ACCEPT",
            "iptables -t nat -A POSTROUTING -j MASQUERADE");
    assertThat(lab.segment(0, "1.2.3.4:1 > 10.0.2.9:80", Tcp.SYN))
        .isEqualTo("eth1: 1.2.3.4:1 > 10.0.2.9:80");
    assertThat(lab.segment(0, "1.2.3.5:1 > 10.0.2.9:80", Tcp.SYN))
        .isEqualTo("eth1: 10.0.2.4:1 > 10.0.2.9:80");
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource({
    "PREROUTING -p tcp -j DNAT --to-destination 10.0.2.9:8080, 1.2.3.4:5000 > 10.0.2.9:8080",
    "POSTROUTING -j SNAT --to-source 10.0.2.77, 10.0.2.77:5000 > 10.0.2.1:80",
  })
  void targetsTranslate(String rule, String sent) {
    GuestLab lab = GuestLab.withRules("iptables -t nat -A " + rule);
    assertThat(lab.segment(0, "1.2.3.4:5000 > 10.0.2.1:80", Tcp.SYN)).isEqualTo("eth1: " + sent);
  }

  @Test
  void rulesAreAskedOncePerConnection() {
    GuestLab lab = GuestLab.nva();
    // A source that matches no rule opens; the same tuple keeps its binding whatever comes later.
    assertThat(lab.segment(0, "141.192.166.93:9 > 10.0.1.4:22", Tcp.SYN)).startsWith("eth1");
    assertThat(lab.segment(1, "10.0.2.6:22 > 10.0.2.4:9", Tcp.SYN | Tcp.ACK)).startsWith("eth0");
    assertThat(lab.out.steps()).isEmpty();
    // A reply whose source would match the rules of new connections is reversed, not translated.
    GuestLab hairpin =
        GuestLab.withRules(
            "iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.2.6");
    hairpin.segment(0, "1.2.3.4:9 > 10.0.1.4:22", Tcp.SYN);
    assertThat(hairpin.segment(1, "10.0.2.6:22 > 1.2.3.4:9", Tcp.SYN | Tcp.ACK))
        .isEqualTo("eth0: 10.0.1.4:22 > 1.2.3.4:9");
  }

  @Test
  void aTargetThatItsChainDoesNotKnowIsRefused() {
    Match all = new Match(Ipv4Prefix.ANY, Ipv4Prefix.ANY, -1, "", "", PortRange.ANY, PortRange.ANY);
    IptablesRule rule = new IptablesRule(Chain.FORWARD, all, new Target.Masquerade(), "the text");
    assertThatThrownBy(() -> new Rules(Chain.FORWARD, List.of(rule), List.of("eth0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FORWARD")
        .hasMessageContaining("Masquerade")
        .hasMessageContaining("the text");
  }
}
