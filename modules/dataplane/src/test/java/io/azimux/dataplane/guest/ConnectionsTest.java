package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Measure;
import io.azimux.packet.Tcp;
import org.junit.jupiter.api.Test;

/** Stories with stepped time: how connections end, and what happens when there are too many. */
class ConnectionsTest {
  private static final String CLIENT = "141.192.166.93:49567 > 10.0.1.4:22";
  private static final String TO_SERVER = "eth1: 10.0.2.4:49567 > 10.0.2.6:22";
  private static final String FROM_SERVER = "10.0.2.6:22 > 10.0.2.4:49567";
  private static final String TO_CLIENT = "eth0: 10.0.1.4:22 > 141.192.166.93:49567";

  @Test
  void anUnansweredSynIsForgottenAfterTwoMinutes() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    // At exactly two minutes the entry still stands, and the late answer is translated.
    lab.pass(120);
    assertThat(lab.segment(1, FROM_SERVER, Tcp.SYN | Tcp.ACK)).isEqualTo(TO_CLIENT);
    // The next one comes too late: the answer is for the guest itself, which resets it.
    GuestLab late = GuestLab.nva();
    late.segment(0, CLIENT, Tcp.SYN);
    late.pass(121);
    assertThat(late.segment(1, FROM_SERVER, Tcp.SYN | Tcp.ACK))
        .isEqualTo("NO_LISTENER, eth1: 10.0.2.4:49567 > 10.0.2.6:22");
  }

  @Test
  void anEstablishedConnectionSurvivesFourDaysOfSilenceAndNotSix() {
    GuestLab lab = established();
    lab.pass(4 * 86_400);
    assertThat(lab.segment(1, FROM_SERVER, Tcp.ACK, (byte) 1)).isEqualTo(TO_CLIENT);
    lab.pass(6 * 86_400);
    assertThat(lab.segment(1, FROM_SERVER, Tcp.ACK, (byte) 1)).startsWith("NO_LISTENER");
  }

  @Test
  void bothDirectionsExpireTogether() {
    GuestLab lab = established();
    lab.passWithTimers(432_000 + Guest.SWEEPS_PER_ROUND + 2);
    assertThat(lab.connections()).isZero();
    assertThat(lab.reading(Measure.SNAT_PORTS_USED)).isZero();
    assertThat(lab.out.timers()).isEmpty();
  }

  @Test
  void aPacketOfEitherDirectionKeepsBothAlive() {
    GuestLab lab = established();
    for (int day = 0; day < 20; day++) {
      lab.pass(86_400);
      assertThat(lab.segment(1, FROM_SERVER, Tcp.ACK)).isEqualTo(TO_CLIENT);
    }
    assertThat(lab.segment(0, CLIENT, Tcp.ACK)).isEqualTo(TO_SERVER);
  }

  @Test
  void aSynThatIsIgnoredDoesNotKeepAConnectionAlive() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.segment(1, FROM_SERVER, Tcp.SYN | Tcp.ACK);
    lab.pass(40);
    assertThat(lab.segment(0, CLIENT, Tcp.SYN)).isEqualTo(TO_SERVER);
    lab.passWithTimers(40);
    assertThat(lab.connections()).as("60 s after the SYN-ACK").isZero();
  }

  @Test
  void aConnectionPickedUpInTheMiddleAndNeverAnsweredIsForgottenAfterFiveMinutes() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.ACK);
    lab.passWithTimers(290);
    assertThat(lab.connections()).isEqualTo(1);
    lab.passWithTimers(10 + Guest.SWEEPS_PER_ROUND + 1);
    assertThat(lab.connections()).isZero();
  }

  @Test
  void aSynOnAClosedConnectionOpensANewOne() {
    GuestLab lab = established();
    lab.segment(0, CLIENT, Tcp.FIN | Tcp.ACK);
    lab.segment(1, FROM_SERVER, Tcp.FIN | Tcp.ACK);
    lab.segment(0, CLIENT, Tcp.ACK);
    assertThat(lab.segment(0, CLIENT, Tcp.SYN)).isEqualTo(TO_SERVER);
    assertThat(lab.connections()).isEqualTo(1);
    lab.passWithTimers(110);
    assertThat(lab.connections()).as("SYN_SENT: not yet two minutes").isEqualTo(1);
  }

  @Test
  void udpThatIsAnsweredForTwoSecondsIsAStream() {
    GuestLab lab = GuestLab.withRules("iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE");
    String query = "1.2.3.4:500 > 10.0.2.9:53";
    String reply = "10.0.2.9:53 > 10.0.2.4:500";
    assertThat(lab.datagram(0, query)).isEqualTo("eth1: 10.0.2.4:500 > 10.0.2.9:53");
    assertThat(lab.datagram(1, reply)).isEqualTo("eth0: 10.0.2.9:53 > 1.2.3.4:500");
    lab.pass(31);
    assertThat(lab.datagram(1, reply)).as("forgotten").isEqualTo("NO_LISTENER");
    String stream = "1.2.3.4:501 > 10.0.2.9:53";
    String answer = "10.0.2.9:53 > 10.0.2.4:501";
    lab.datagram(0, stream);
    lab.datagram(1, answer);
    lab.pass(3);
    lab.datagram(0, stream);
    lab.pass(119);
    assertThat(lab.datagram(1, answer)).isEqualTo("eth0: 10.0.2.9:53 > 1.2.3.4:501");
  }

  /**
   * As in Linux: what came too late is tracked as a connection to the guest, and holds its tuple.
   */
  @Test
  void aDatagramThatCameTooLateTakesThePortOfItsFlow() {
    GuestLab lab = GuestLab.withRules("iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE");
    assertThat(lab.datagram(1, "10.0.2.9:53 > 10.0.2.4:500")).isEqualTo("NO_LISTENER");
    assertThat(lab.datagram(0, "1.2.3.4:500 > 10.0.2.9:53"))
        .startsWith("eth1: 10.0.2.4:")
        .isNotEqualTo("eth1: 10.0.2.4:500 > 10.0.2.9:53");
  }

  @Test
  void aFullTableEvictsAConnectionThatIsNotAssured() {
    GuestLab lab = GuestLab.withCapacity(4, GuestLab.DNAT, GuestLab.MASQUERADE);
    for (int port = 1; port <= 100; port++) {
      assertThat(lab.segment(0, "141.192.166.93:" + (2000 + port) + " > 10.0.1.4:22", Tcp.SYN))
          .startsWith("eth1");
    }
    assertThat(lab.connections()).isEqualTo(4);
  }

  @Test
  void aTableFullOfAssuredConnectionsTakesNoMore() {
    GuestLab lab = GuestLab.withCapacity(4, GuestLab.DNAT, GuestLab.MASQUERADE);
    for (int port = 2000; port < 2004; port++) {
      establish(lab, port);
    }
    assertThat(lab.segment(0, "141.192.166.93:3000 > 10.0.1.4:22", Tcp.SYN))
        .isEqualTo("CONNTRACK_FULL");
    assertThat(lab.connections()).isEqualTo(4);
    for (int port = 2000; port < 2004; port++) {
      assertThat(lab.segment(0, "141.192.166.93:" + port + " > 10.0.1.4:22", Tcp.ACK))
          .as("the old ones go on")
          .isEqualTo("eth1: 10.0.2.4:" + port + " > 10.0.2.6:22");
    }
    // Assured, but expired: they make room.
    lab.pass(432_001);
    assertThat(lab.segment(0, "141.192.166.93:3000 > 10.0.1.4:22", Tcp.SYN)).startsWith("eth1");
  }

  @Test
  void aSweepRoundLooksAtEveryRecord() {
    Connections connections = new Connections(100, 1);
    for (int port = 1; port <= 100; port++) {
      long low = (long) port << 48 | 6 << 24;
      assertThat(connections.open(1L << 32 | 2, low, 3L << 32 | 4, low, 1, 0)).isNotNegative();
    }
    int ended = 0;
    for (int i = 0; i < 10; i++) {
      ended += connections.sweep(10, 121 * GuestLab.SECOND);
    }
    assertThat(ended).isEqualTo(100);
    assertThat(connections.size()).isZero();
    assertThat(connections.open(1L << 32 | 2, 6 << 24, 3L << 32 | 4, 6 << 24, 1, 0))
        .as("the memory is used again")
        .isNotNegative();
  }

  private static GuestLab established() {
    GuestLab lab = GuestLab.nva();
    establish(lab, 49567);
    return lab;
  }

  private static void establish(GuestLab lab, int port) {
    String there = "141.192.166.93:" + port + " > 10.0.1.4:22";
    lab.segment(0, there, Tcp.SYN);
    lab.segment(1, "10.0.2.6:22 > 10.0.2.4:" + port, Tcp.SYN | Tcp.ACK);
    lab.segment(0, there, Tcp.ACK);
  }
}
