package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import org.junit.jupiter.api.Test;

class LocalSocketsTest {
  private static final String PROBE = "168.63.129.16:51000 > 10.0.1.4:22";

  /** The text's blind spot: the rule matches the client's source only, so the probe stays here. */
  @Test
  void aProbeIsAnsweredByTheGuestItselfAndNotByTheServerBehindIt() {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.segment(0, PROBE, Tcp.SYN))
        .isEqualTo("DELIVERED, eth0: 10.0.1.4:22 > 168.63.129.16:51000");
    int flags = Tcp.flags(lab.arena().bytes(), lab.arena().start(lab.sent()) + 34);
    assertThat(flags).isEqualTo(Tcp.SYN | Tcp.ACK);
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
    assertThat(Ethernet.destination(lab.arena().bytes(), lab.arena().start(lab.sent())))
        .isEqualTo(MacAddress.FABRIC.bits());
  }

  @Test
  void anAnswerLeavesByTheNicOnWhichItsConnectionCameIn() {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.segment(1, "168.63.129.16:51000 > 10.0.2.4:22", Tcp.SYN))
        .isEqualTo("DELIVERED, eth1: 10.0.2.4:22 > 168.63.129.16:51000");
  }

  @Test
  void aSynForAClosedPortIsResetAndLeavesNoConnection() {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.segment(0, "168.63.129.16:51000 > 10.0.1.4:23", Tcp.SYN))
        .isEqualTo("NO_LISTENER, eth0: 10.0.1.4:23 > 168.63.129.16:51000");
    int flags = Tcp.flags(lab.arena().bytes(), lab.arena().start(lab.sent()) + 34);
    assertThat(flags & Tcp.RST).isNotZero();
    assertThat(lab.connections()).isZero();
  }

  @Test
  void aRuleThatRedirectsToALocalPortIsReversedInTheAnswer() {
    GuestLab lab =
        GuestLab.withRules(
            "iptables -t nat -A PREROUTING -p tcp --dport 2222 -j DNAT --to-destination"
                + " 10.0.1.4:22");
    assertThat(lab.segment(0, "1.2.3.4:5000 > 10.0.1.4:2222", Tcp.SYN))
        .isEqualTo("DELIVERED, eth0: 10.0.1.4:2222 > 1.2.3.4:5000");
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
  }

  @Test
  void aDatagramFindsNobody() {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.datagram(0, "1.2.3.4:5000 > 10.0.1.4:53")).isEqualTo("NO_LISTENER");
  }

  @Test
  void aPingIsAnswered() {
    GuestLab lab = GuestLab.nva();
    lab.receive(0, lab.addressed(0, Packets.ping(lab.arena(), "1.2.3.4", "10.0.1.4")));
    assertThat(lab.outcome()).isEqualTo("DELIVERED, eth0: 10.0.1.4:0 > 1.2.3.4:0");
    byte[] bytes = lab.arena().bytes();
    int icmp = lab.arena().start(lab.sent()) + Ethernet.HEADER + Ipv4.HEADER;
    assertThat(Icmp.type(bytes, icmp)).isEqualTo(Icmp.ECHO_REPLY);
    assertThat(lab.checksumsHold(lab.sent())).isTrue();
  }

  @Test
  void aLocalSegmentWithABadChecksumIsDroppedAndNotRemembered() {
    GuestLab lab = GuestLab.nva();
    int packet = lab.addressed(0, Packets.tcp(lab.arena(), GuestLab.tcp(PROBE), Tcp.SYN));
    spoil(lab, packet);
    lab.receive(0, packet);
    assertThat(lab.disposition()).isEqualTo(Disposition.BAD_CHECKSUM);
    assertThat(lab.connections()).isZero();
  }

  @Test
  void aBadTransportChecksumIsNoReasonNotToForward() {
    GuestLab lab = GuestLab.nva();
    String client = "141.192.166.93:49567 > 10.0.1.4:22";
    int packet = lab.addressed(0, Packets.tcp(lab.arena(), GuestLab.tcp(client), Tcp.SYN));
    spoil(lab, packet);
    lab.receive(0, packet);
    assertThat(lab.outcome()).isEqualTo("eth1: 10.0.2.4:49567 > 10.0.2.6:22");
  }

  @Test
  void aWholeSessionWithTheGuestsServerRunsAndItsConnectionIsForgottenInTime() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, PROBE, Tcp.SYN);
    int serverSequence = Tcp.sequence(lab.arena().bytes(), lab.arena().start(lab.sent()) + 34);
    lab.out.clear();
    int ack = Packets.tcp(lab.arena(), GuestLab.tcp(PROBE), Tcp.ACK, 1001, serverSequence + 1);
    lab.receive(0, lab.addressed(0, ack));
    assertThat(lab.disposition()).isEqualTo(Disposition.DELIVERED);
    int fin =
        Packets.tcp(lab.arena(), GuestLab.tcp(PROBE), Tcp.FIN | Tcp.ACK, 1001, serverSequence + 1);
    lab.receive(0, lab.addressed(0, fin));
    assertThat(lab.connections()).isEqualTo(1);
    lab.passWithTimers(432_100);
    assertThat(lab.connections()).isZero();
    assertThat(lab.out.timers()).as("an idle guest has no timers").isEmpty();
  }

  private static void spoil(GuestLab lab, int packet) {
    int checksum = lab.arena().start(packet) + Ethernet.HEADER + Ipv4.HEADER + 16;
    byte[] bytes = lab.arena().bytes();
    Bytes.put16(bytes, checksum, Bytes.u16(bytes, checksum) ^ 0x55aa);
  }
}
