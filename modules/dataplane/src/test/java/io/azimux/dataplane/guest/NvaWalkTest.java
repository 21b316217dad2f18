package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Measure;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import org.junit.jupiter.api.Test;

/** The text's walk at NVA1: steps 4 and 7. */
class NvaWalkTest {
  private static final String CLIENT = "141.192.166.93:49567 > 10.0.1.4:22";
  private static final String TO_SERVER = "10.0.2.4:49567 > 10.0.2.6:22";
  private static final String FROM_SERVER = "10.0.2.6:22 > 10.0.2.4:49567";
  private static final String TO_CLIENT = "10.0.1.4:22 > 141.192.166.93:49567";

  @Test
  void aConnectionIsTranslatedTowardsTheServerAndBack() {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.segment(0, CLIENT, Tcp.SYN)).isEqualTo("eth1: " + TO_SERVER);
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
    assertThat(lab.segment(1, FROM_SERVER, Tcp.SYN | Tcp.ACK)).isEqualTo("eth0: " + TO_CLIENT);
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
    assertThat(lab.segment(0, CLIENT, Tcp.ACK)).isEqualTo("eth1: " + TO_SERVER);
    assertThat(lab.segment(0, CLIENT, Tcp.ACK | Tcp.PSH, (byte) 7)).isEqualTo("eth1: " + TO_SERVER);
    assertThat(lab.segment(1, FROM_SERVER, Tcp.ACK, (byte) 7, (byte) 8))
        .isEqualTo("eth0: " + TO_CLIENT);
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
    assertThat(lab.connections()).isEqualTo(1);
    assertThat(lab.reading(Measure.NVA_FORWARDED)).isEqualTo(5);
    assertThat(lab.reading(Measure.SNAT_PORTS_USED)).isEqualTo(1);
  }

  @Test
  void aForwardedFrameGoesToTheFabricWithOneTtlLess() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    byte[] bytes = lab.arena().bytes();
    int start = lab.arena().start(lab.sent());
    assertThat(Ethernet.destination(bytes, start)).isEqualTo(MacAddress.FABRIC.bits());
    assertThat(Ethernet.source(bytes, start))
        .isEqualTo(MacAddress.of(Ipv4Address.parse("10.0.2.4")).bits());
    assertThat(Ipv4.ttl(bytes, start + Ethernet.HEADER)).isEqualTo(Packets.TTL - 1);
  }

  @Test
  void aMarkedSynIsExplainedStepByStep() {
    GuestLab lab = GuestLab.nva();
    receiveMarked(lab, 0, CLIENT, Tcp.SYN);
    assertThat(lab.out.steps().stream().map(NvaWalkTest::text))
        .containsExactly(
            "Received eth0 141.192.166.93:49567 > 10.0.1.4:22 [S] ttl 64",
            "conntrack new 141.192.166.93:49567 > 10.0.1.4:22",
            "nat PREROUTING: " + GuestLab.DNAT + ": DNAT to 10.0.2.6",
            "DNAT 141.192.166.93:49567 > 10.0.1.4:22 => 141.192.166.93:49567 > 10.0.2.6:22",
            "Routed 10.0.2.0/24 eth1",
            "nat POSTROUTING: " + GuestLab.MASQUERADE + ": MASQUERADE",
            "MASQUERADE 141.192.166.93:49567 > 10.0.2.6:22 => 10.0.2.4:49567 > 10.0.2.6:22",
            "Tracked SYN_SENT " + CLIENT + " / " + FROM_SERVER,
            "Sent eth1 10.0.2.4:49567 > 10.0.2.6:22 [S] ttl 63");
  }

  @Test
  void aMarkedSynAckIsExplainedByTheConnectionAlone() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.out.clear();
    receiveMarked(lab, 1, FROM_SERVER, Tcp.SYN | Tcp.ACK);
    assertThat(lab.out.steps().stream().map(NvaWalkTest::text))
        .containsExactly(
            "Received eth1 10.0.2.6:22 > 10.0.2.4:49567 [S.] ttl 64",
            "conntrack hit 10.0.2.6:22 > 10.0.2.4:49567",
            "conntrack reverse " + FROM_SERVER + " => " + TO_CLIENT,
            "Routed 0.0.0.0/0 eth0",
            "Tracked SYN_RECV " + CLIENT + " / " + FROM_SERVER,
            "Sent eth0 10.0.1.4:22 > 141.192.166.93:49567 [S.] ttl 63");
  }

  @Test
  void anUnmarkedPacketLeavesNoSteps() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    assertThat(lab.out.steps()).isEmpty();
  }

  /**
   * The client's flow is moved to this NVA in the middle: it is picked up as new, and reaches the
   * server from an address that the server has no connection with. The reset goes back translated.
   */
  @Test
  void aFlowThatChangedItsNvaIsPickedUpAndResetByTheServer() {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.segment(0, CLIENT, Tcp.ACK | Tcp.PSH, (byte) 1)).isEqualTo("eth1: " + TO_SERVER);
    assertThat(lab.connections()).isEqualTo(1);
    assertThat(lab.segment(1, FROM_SERVER, Tcp.RST)).isEqualTo("eth0: " + TO_CLIENT);
    assertThat(lab.connections()).as("ended by the reset").isZero();
  }

  private static void receiveMarked(GuestLab lab, int nic, String tuple, int flags) {
    int packet = lab.addressed(nic, Packets.tcp(lab.arena(), GuestLab.tcp(tuple), flags));
    lab.arena().setMark(packet, TraceMark.first(1));
    lab.receive(nic, packet);
  }

  private static String text(Step step) {
    if (step instanceof Step.Received received) {
      return "Received " + received.port() + " " + received.packet();
    }
    if (step instanceof Step.Sent sent) {
      return "Sent " + sent.port() + " " + sent.packet();
    }
    if (step instanceof Step.FlowLookup lookup) {
      return lookup.table() + " " + lookup.outcome() + " " + lookup.key();
    }
    if (step instanceof Step.RuleMatched rule) {
      return rule.table() + ": " + rule.rule() + ": " + rule.verdict();
    }
    if (step instanceof Step.Rewritten rewritten) {
      return rewritten.by() + " " + rewritten.before() + " => " + rewritten.after();
    }
    if (step instanceof Step.Routed routed) {
      return "Routed " + routed.prefix() + " " + routed.nextHop();
    }
    if (step instanceof Step.Tracked tracked) {
      return "Tracked " + tracked.state() + " " + tracked.original() + " / " + tracked.reply();
    }
    return step.toString();
  }
}
