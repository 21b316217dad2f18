package io.azimux.topology.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.azimux.node.RandomSource;
import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.MistakeTable;
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
    return MistakeTable.rows(IptablesParserTest.class, "mistakes.txt", "line", "says");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "sudo"})
  void aLineWithoutACommandIsRefused(String line) {
    assertThatExceptionOfType(IptablesException.class)
        .isThrownBy(() -> IptablesParser.parse(line))
        .withMessageContaining("'' is not the command; valid: iptables");
  }

  @Test
  void aLineBeyondTheBoundIsRefused() {
    assertThatExceptionOfType(IptablesException.class)
        .isThrownBy(() -> IptablesParser.parse("x".repeat(Words.MAX_LENGTH + 1)))
        .withMessage("line: 1025 characters; valid: at most 1024 characters");
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
