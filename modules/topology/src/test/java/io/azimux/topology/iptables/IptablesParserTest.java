package io.azimux.topology.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.azimux.node.RandomSource;
import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Match;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IptablesParserTest {
  private static final Ipv4Prefix REMOTE_PC = Ipv4Prefix.parse("141.192.166.93/32");
  private static final String DNAT =
      "sudo iptables -t nat -A PREROUTING -s 141.192.166.93 -p tcp -j DNAT"
          + " --to-destination 10.0.2.6";

  @Test
  void theTextsOwnRulesAreRead() throws IptablesException {
    assertThat(IptablesParser.parse(DNAT))
        .isEqualTo(
            new IptablesRule(
                Chain.PREROUTING,
                new Match(REMOTE_PC, Ipv4Prefix.ANY, 6, "", "", PortRange.ANY, PortRange.ANY),
                new Target.Dnat(Ipv4Address.parse("10.0.2.6"), 0),
                DNAT));
    String masquerade =
        "sudo iptables -t nat -A POSTROUTING -s 141.192.166.93 -o eth1 -j MASQUERADE";
    assertThat(IptablesParser.parse(masquerade))
        .isEqualTo(
            new IptablesRule(
                Chain.POSTROUTING,
                new Match(REMOTE_PC, Ipv4Prefix.ANY, -1, "", "eth1", PortRange.ANY, PortRange.ANY),
                new Target.Masquerade(),
                masquerade));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables --table nat --append PREROUTING --source 141.192.166.93 --protocol tcp"
            + " --jump DNAT --to-destination 10.0.2.6",
        "  iptables\t-t nat -j DNAT --to-destination 10.0.2.6 -A PREROUTING -p 6"
            + " --src 141.192.166.93/32 -m tcp",
        "iptables -t nat -A PREROUTING -s '141.192.166.93' -p tcp -m comment"
            + " --comment \"to vm-prod-1\" -j DNAT --to-destination 10.0.2.6",
      })
  void longFormsOrderAndCommentsMakeNoDifference(String line) throws IptablesException {
    IptablesRule expected = IptablesParser.parse(DNAT);
    IptablesRule rule = IptablesParser.parse(line);
    assertThat(rule)
        .isEqualTo(new IptablesRule(expected.chain(), expected.match(), expected.target(), line));
  }

  @Test
  void portsInterfacesAndPrefixesAreRead() throws IptablesException {
    IptablesRule rule =
        IptablesParser.parse(
            "iptables -A FORWARD -i eth0 -o eth1 -s 10.0.1.77/24 -d 10.0.2.0/24 -p udp --sport :99"
                + " --dport 1000:2000 -j DROP");
    assertThat(rule.chain()).isEqualTo(Chain.FORWARD);
    assertThat(rule.match())
        .isEqualTo(
            new Match(
                Ipv4Prefix.parse("10.0.1.0/24"),
                Ipv4Prefix.parse("10.0.2.0/24"),
                17,
                "eth0",
                "eth1",
                new PortRange(0, 99),
                new PortRange(1000, 2000)));
    assertThat(rule.target()).isEqualTo(new Target.Drop());
  }

  @Test
  void theOtherTargetsAreRead() throws IptablesException {
    assertThat(IptablesParser.parse("iptables -A FORWARD -j ACCEPT").target())
        .isEqualTo(new Target.Accept());
    assertThat(
            IptablesParser.parse("iptables -t nat -A POSTROUTING -j SNAT --to-source 10.0.2.4")
                .target())
        .isEqualTo(new Target.Snat(Ipv4Address.parse("10.0.2.4")));
    assertThat(
            IptablesParser.parse(
                    "iptables -t nat -A PREROUTING -p tcp --dport 80 -j DNAT"
                        + " --to-destination 10.0.2.6:8080")
                .target())
        .isEqualTo(new Target.Dnat(Ipv4Address.parse("10.0.2.6"), 8080));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeSaysWhatWhereAndWhatIsValid(String line, String message) {
    assertThatExceptionOfType(IptablesException.class)
        .isThrownBy(() -> IptablesParser.parse(line))
        .withMessage(message);
  }

  static Stream<Arguments> mistakes() {
    String nat = "iptables -t nat -A ";
    return Stream.of(
        arguments("", "word 1, column 1: '' is not the command; valid: iptables"),
        arguments(
            "sudo ip6tables -A FORWARD",
            "word 2, column 6: 'ip6tables' is not the command; valid: iptables"),
        arguments(
            "iptables -t mangle -A FORWARD -j ACCEPT",
            "word 3, column 13: table 'mangle' is not emulated; valid: nat, filter"),
        arguments(
            "iptables -j ACCEPT",
            "word 4, column 20: no chain to append to; valid:"
                + " -A PREROUTING|POSTROUTING|FORWARD"),
        arguments(
            "iptables -A INPUT -j ACCEPT",
            "word 3, column 13: no chain 'INPUT' in table filter; valid: FORWARD"),
        arguments(
            "iptables -A PREROUTING -j ACCEPT",
            "word 3, column 13: PREROUTING is not in table filter; valid: -t nat, or chain"
                + " FORWARD"),
        arguments(
            nat + "FORWARD -j ACCEPT",
            "word 5, column 20: FORWARD is not in table nat; valid: PREROUTING, POSTROUTING"),
        arguments(
            nat + "POSTROUTING -s 141.192.166. 93 -o eth1 -j MASQUERADE",
            "word 7, column 35: '141.192.166.' is cut off by a space; valid: 141.192.166.93"),
        arguments(
            nat + "PREROUTING -s 1.2.3 -j ACCEPT",
            "word 7, column 34: '1.2.3' is not an IPv4 address (a.b.c.d); valid: a.b.c.d,"
                + " a.b.c.d/0..32"),
        arguments(
            nat + "PREROUTING -d 1.2.3.4/33 -j ACCEPT",
            "word 7, column 34: '33' is not a prefix length; valid: a.b.c.d, a.b.c.d/0..32"),
        arguments(
            nat + "PREROUTING -o eth1 -j ACCEPT",
            "word 7, column 34: -o cannot be used in PREROUTING: the packet is not routed yet;"
                + " valid: -i"),
        arguments(
            nat + "POSTROUTING -i eth1 -j ACCEPT",
            "word 7, column 35: -i cannot be used in POSTROUTING: the packet is on its way out;"
                + " valid: -o"),
        arguments(
            nat + "PREROUTING -j MASQUERADE",
            "word 7, column 34: no target 'MASQUERADE' in chain PREROUTING; valid: DNAT, ACCEPT"),
        arguments(
            nat + "POSTROUTING -j DNAT --to-destination 1.2.3.4",
            "word 7, column 35: no target 'DNAT' in chain POSTROUTING; valid: SNAT, MASQUERADE,"
                + " ACCEPT"),
        arguments(
            "iptables -A FORWARD -j REJECT",
            "word 5, column 24: no target 'REJECT' in chain FORWARD; valid: ACCEPT, DROP"),
        arguments(
            nat + "PREROUTING -j DNAT",
            "word 7, column 34: DNAT needs --to-destination; valid: --to-destination a.b.c.d"),
        arguments(
            nat + "PREROUTING -j DNAT --to-destination 1.2.3.4:80",
            "word 9, column 56: a port needs a protocol that has ports; valid: -p tcp, -p udp"),
        arguments(
            nat + "PREROUTING -p tcp -j DNAT --to-destination 1.2.3.4:0",
            "word 11, column 63: port 0 cannot be a destination; valid: 1..65535"),
        arguments(
            nat + "PREROUTING --dport 80 -j ACCEPT",
            "word 7, column 39: --dport needs a protocol that has ports; valid: -p tcp, -p udp"),
        arguments(
            nat + "PREROUTING -p icmp --sport 80 -j ACCEPT",
            "word 9, column 47: --sport needs a protocol that has ports; valid: -p tcp, -p udp"),
        arguments(
            nat + "PREROUTING -p tcp --dport 90:80 -j ACCEPT",
            "word 9, column 46: port range '90:80' runs backwards; valid: 80:90"),
        arguments(
            nat + "PREROUTING -p tcp --dport 65536 -j ACCEPT",
            "word 9, column 46: '65536' is not a port; valid: 0..65535"),
        arguments(
            nat + "PREROUTING -p sctp -j ACCEPT",
            "word 7, column 34: protocol 'sctp' is not known; valid: tcp, udp, icmp, all, a number"
                + " 0..255"),
        arguments(
            nat + "PREROUTING -p tcp -p udp -j ACCEPT",
            "word 8, column 38: '-p' stands there twice"),
        arguments(
            nat + "PREROUTING -m state -j ACCEPT",
            "word 7, column 34: match 'state' is not emulated; valid: tcp, udp, comment"),
        arguments(nat + "PREROUTING -j", "word 7, column 34: '-j' needs a value"),
        arguments(nat + "PREROUTING", "word 6, column 31: no target; valid: -j DNAT, ACCEPT"),
        arguments(
            nat + "POSTROUTING -j MASQUERADE --to-source 1.2.3.4",
            "word 9, column 58: --to-source belongs to another target; valid: -j SNAT"),
        arguments(
            "iptables -A FORWARD ! -s 1.2.3.4 -j DROP",
            "word 4, column 21: negation is not emulated; valid: -t, -A, -s, -d, -p, -i, -o,"
                + " --sport, --dport, -m, --comment, -j, --to-destination, --to-source"),
        arguments(
            "iptables -I FORWARD -j DROP",
            "word 2, column 10: unknown option '-I'; valid: -t, -A, -s, -d, -p, -i, -o, --sport,"
                + " --dport, -m, --comment, -j, --to-destination, --to-source"),
        arguments(
            "iptables -m comment --comment \"open", "word 5, column 31: the quote is never closed"),
        arguments("x".repeat(1025), "line: 1025 characters; valid: at most 1024 characters"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void wordsInAnyOrderNeverEndInAnotherException(long seed) {
    String[] vocabulary =
        (DNAT
                + " -d -i -o eth0 eth1 --sport --dport 1:2 : -m comment --comment \" ' ! -A FORWARD"
                + " POSTROUTING MASQUERADE SNAT --to-source 1.2.3.4:5 1.2.3.4/ /33 -1 99999 filter")
            .split(" ");
    RandomSource random = new RandomSource(seed);
    for (int round = 0; round < 5000; round++) {
      StringBuilder line = new StringBuilder("iptables");
      for (int words = random.nextInt(14); words > 0; words--) {
        line.append(' ').append(vocabulary[random.nextInt(vocabulary.length)]);
      }
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(256));
      }
      try {
        IptablesParser.parse(line.toString());
      } catch (IptablesException e) {
        assertThat(e).hasMessageContaining(":");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + round + ": " + line, e);
      }
    }
  }
}
