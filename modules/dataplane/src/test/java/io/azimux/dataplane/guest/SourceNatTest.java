package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source ports, and translation as a whole against properties and a second implementation. */
class SourceNatTest {
  private static final String MASQUERADE_ALL =
      "iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE";
  private static final String SERVER = " > 10.0.2.6:22";

  @Test
  void twoClientsWithOnePortGetTwoAndBothReplyPathsWork() {
    GuestLab lab = GuestLab.withRules(MASQUERADE_ALL);
    assertThat(lab.segment(0, "1.2.3.4:5000" + SERVER, Tcp.SYN))
        .isEqualTo("eth1: 10.0.2.4:5000" + SERVER);
    assertThat(lab.segment(0, "1.2.3.5:5000" + SERVER, Tcp.SYN)).startsWith("eth1: 10.0.2.4:");
    int other = Packets.tupleOf(lab.arena(), lab.sent()).sourcePort();
    assertThat(other).isBetween(1024, 65535).isNotEqualTo(5000);
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
    assertThat(lab.segment(1, "10.0.2.6:22 > 10.0.2.4:5000", Tcp.SYN | Tcp.ACK))
        .isEqualTo("eth0: 10.0.2.6:22 > 1.2.3.4:5000");
    assertThat(lab.segment(1, "10.0.2.6:22 > 10.0.2.4:" + other, Tcp.SYN | Tcp.ACK))
        .isEqualTo("eth0: 10.0.2.6:22 > 1.2.3.5:5000");
  }

  @Test
  void onePortServesManyServers() {
    GuestLab lab = GuestLab.withRules(MASQUERADE_ALL);
    lab.segment(0, "1.2.3.4:5000 > 10.0.2.6:22", Tcp.SYN);
    assertThat(lab.segment(0, "1.2.3.5:5000 > 10.0.2.7:22", Tcp.SYN))
        .isEqualTo("eth1: 10.0.2.4:5000 > 10.0.2.7:22");
  }

  /** Two public ports lead to one server: without any SNAT rule their replies would look alike. */
  @Test
  void aClashIsAvoidedEvenWithoutASourceRule() {
    GuestLab lab =
        GuestLab.withRules(
            "iptables -t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.0.2.6:22");
    assertThat(lab.segment(0, "1.2.3.4:5000 > 10.0.1.4:80", Tcp.SYN))
        .isEqualTo("eth1: 1.2.3.4:5000" + SERVER);
    assertThat(lab.segment(0, "1.2.3.4:5000 > 10.0.1.4:81", Tcp.SYN))
        .startsWith("eth1: 1.2.3.4:")
        .isNotEqualTo("eth1: 1.2.3.4:5000" + SERVER);
  }

  @ParameterizedTest(name = "port {0} becomes {1}..{2}")
  @CsvSource({
    "80, 1, 511",
    "511, 1, 511",
    "512, 600, 1023",
    "1023, 600, 1023",
    "1024, 1024, 65535"
  })
  void anotherPortComesFromTheRangeOfTheOldOne(int port, int from, int to) {
    GuestLab lab = GuestLab.withRules(MASQUERADE_ALL);
    lab.segment(0, "1.2.3.4:" + port + SERVER, Tcp.SYN);
    TreeSet<Integer> ports = new TreeSet<>();
    ports.add(port);
    for (int host = 5; host < 100; host++) {
      lab.segment(0, "1.2.3." + host + ":" + port + SERVER, Tcp.SYN);
      int other = Packets.tupleOf(lab.arena(), lab.sent()).sourcePort();
      assertThat(other).isBetween(from, to);
      assertThat(ports.add(other)).as("port %s given twice", other).isTrue();
    }
  }

  @Test
  void whenEveryPortOfTheRangeIsTakenTheNextConnectionIsDropped() {
    GuestLab lab = GuestLab.withRules(MASQUERADE_ALL);
    int last = 0;
    for (int host = 0; host < 511; host++) {
      assertThat(lab.segment(0, client(host) + ":80" + SERVER, Tcp.SYN)).startsWith("eth1");
      last = Packets.tupleOf(lab.arena(), lab.sent()).sourcePort();
    }
    assertThat(lab.reading(Measure.SNAT_PORTS_USED)).isEqualTo(511);
    assertThat(lab.segment(0, "9.9.9.9:80" + SERVER, Tcp.SYN)).isEqualTo("SNAT_PORTS_EXHAUSTED");
    assertThat(lab.segment(0, "9.9.9.9:80 > 10.0.2.7:22", Tcp.SYN)).startsWith("eth1");
    // A refused connection gives its port back.
    lab.segment(1, "10.0.2.6:22 > 10.0.2.4:" + last, Tcp.RST | Tcp.ACK);
    assertThat(lab.segment(0, "9.9.9.9:80" + SERVER, Tcp.SYN))
        .isEqualTo("eth1: 10.0.2.4:" + last + SERVER);
    // So does one that has expired, swept or not.
    lab.pass(121);
    assertThat(lab.segment(0, "9.9.9.10:80" + SERVER, Tcp.SYN))
        .isEqualTo("eth1: 10.0.2.4:80" + SERVER);
  }

  /** Echoes have no port here, so a second client that pings the same host cannot be told apart. */
  @Test
  void aProtocolWithoutPortsHasNoSecondChoice() {
    GuestLab lab = GuestLab.withRules(MASQUERADE_ALL);
    lab.receive(0, lab.addressed(0, Packets.ping(lab.arena(), "1.2.3.4", "10.0.2.6")));
    assertThat(lab.outcome()).isEqualTo("eth1: 10.0.2.4:0 > 10.0.2.6:0");
    lab.out.clear();
    lab.receive(0, lab.addressed(0, Packets.ping(lab.arena(), "1.2.3.5", "10.0.2.6")));
    assertThat(lab.outcome()).isEqualTo("SNAT_PORTS_EXHAUSTED");
  }

  @Test
  void equalSeedsChooseEqualPorts() {
    List<String> one = ports(GuestLab.withRules(MASQUERADE_ALL));
    assertThat(ports(GuestLab.withRules(MASQUERADE_ALL))).isEqualTo(one);
  }

  private static List<String> ports(GuestLab lab) {
    List<String> outcomes = new ArrayList<>();
    for (int host = 0; host < 50; host++) {
      outcomes.add(lab.segment(0, client(host) + ":5000" + SERVER, Tcp.SYN));
    }
    return outcomes;
  }

  private static String client(int host) {
    return new Ipv4Address(0x01000000 + host + 1).toString();
  }

  /** Whatever the rules made of a packet, its reply comes back as the client expects it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theReplyToWhatWasSentIsTheOriginalReversed(long seed) {
    RandomSource random = new RandomSource(seed);
    GuestLab lab = GuestLab.withRules(rules());
    for (int i = 0; i < 1000; i++) {
      FiveTuple flow = flow(random);
      String about = "seed " + seed + ", flow " + i + ": " + flow;
      lab.out.clear();
      lab.receive(0, lab.addressed(0, packet(lab, flow, Tcp.SYN)));
      if (lab.out.transmitted().isEmpty() || !lab.out.finished().isEmpty()) {
        continue;
      }
      RecordingOutbox.Transmitted forward = lab.out.transmitted().get(0);
      assertThat(lab.checksumsHold(forward.packet())).as(about).isTrue();
      FiveTuple translated = Packets.tupleOf(lab.arena(), forward.packet());
      lab.out.clear();
      FiveTuple reply = translated.reversed();
      lab.receive(
          forward.port(), lab.addressed(forward.port(), packet(lab, reply, Tcp.SYN | Tcp.ACK)));
      assertThat(lab.out.transmitted()).as(about).hasSize(1);
      assertThat(Packets.tupleOf(lab.arena(), lab.sent())).as(about).isEqualTo(flow.reversed());
      assertThat(lab.checksumsHold(lab.sent())).as(about).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aSlowAndObviousSecondImplementationAgrees(long seed) {
    RandomSource random = new RandomSource(seed);
    GuestLab lab = GuestLab.withRules(rules());
    ReferenceNat reference = new ReferenceNat(GuestLab.parse(rules()));
    int compared = 0;
    for (int i = 0; i < 1500; i++) {
      FiveTuple flow = flow(random);
      String about = "seed " + seed + ", flow " + i + ": " + flow;
      FiveTuple expected = reference.translate("eth0", flow);
      lab.out.clear();
      lab.receive(0, lab.addressed(0, packet(lab, flow, Tcp.SYN)));
      if (ReferenceNat.isLocal(expected)) {
        assertThat(lab.out.finished()).as(about).hasSize(1);
        continue;
      }
      compared++;
      assertThat(lab.out.transmitted()).as(about).hasSize(1);
      FiveTuple actual = Packets.tupleOf(lab.arena(), lab.sent());
      if (expected.sourcePort() == ReferenceNat.ANOTHER_PORT) {
        assertThat(reference.isFree(actual.reversed())).as(about).isTrue();
        expected = ReferenceNat.withSourcePort(expected, actual.sourcePort());
        reference.chosen(flow, expected);
      }
      String nic = "eth" + lab.out.transmitted().get(0).port();
      assertThat(nic + " " + actual)
          .as(about)
          .isEqualTo(ReferenceNat.outNic(expected) + " " + expected);
    }
    assertThat(compared).isGreaterThan(500);
  }

  private static String[] rules() {
    return new String[] {
      "iptables -t nat -A PREROUTING -s 1.0.0.0/24 -p tcp --dport 20:24 -j DNAT --to-destination"
          + " 10.0.2.6:22",
      "iptables -t nat -A PREROUTING -p udp -i eth0 -j DNAT --to-destination 10.0.2.7",
      "iptables -t nat -A PREROUTING -d 10.0.1.4 -p tcp --dport 25 -j DNAT --to-destination"
          + " 10.0.1.99",
      "iptables -t nat -A POSTROUTING -p udp --sport 1:1023 -j SNAT --to-source 10.0.2.100",
      "iptables -t nat -A POSTROUTING -s 1.0.0.0/25 -o eth1 -j MASQUERADE",
    };
  }

  /** Few enough clients, ports and destinations for clashes to be common. */
  private static FiveTuple flow(RandomSource random) {
    int protocol = random.chance(0.7) ? Ipv4.TCP : Ipv4.UDP;
    int source = 0x01000000 + random.nextInt(256);
    String destination =
        List.of("10.0.1.4", "10.0.2.6", "10.0.2.7", "8.8.8.8").get(random.nextInt(4));
    return new FiveTuple(
        new Ipv4Address(source),
        Ipv4Address.parse(destination),
        protocol,
        random.chance(0.5) ? 5000 + random.nextInt(4) : 500 + random.nextInt(30),
        20 + random.nextInt(8));
  }

  private static int packet(GuestLab lab, FiveTuple flow, int flags) {
    return flow.protocol() == Ipv4.TCP
        ? Packets.tcp(lab.arena(), flow, flags)
        : Packets.udp(lab.arena(), flow, (byte) 1, (byte) 2, (byte) 3);
  }
}
