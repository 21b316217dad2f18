package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.GoalState;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which Host-A drops a packet, with the disposition it must have. */
class HostDropTest {
  private static final int OUTER_IP = Ethernet.HEADER;
  private static final int OUTER_UDP = OUTER_IP + Ipv4.HEADER;
  private static final int VXLAN = OUTER_UDP + Udp.HEADER;

  record Case(String name, String port, Disposition expected, ToIntFunction<Lab> packet) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> fromTheNetwork() {
    return Stream.of(
        network("for another host's address", Disposition.NOT_FOR_ME, OUTER_IP + 16, "0a0a0a0a"),
        network("not to the VXLAN port", Disposition.NO_LISTENER, OUTER_UDP + 2, "1234"),
        network("without the I flag", Disposition.MALFORMED, VXLAN, "00"),
        network("of an unknown network", Disposition.UNKNOWN_VNI, VXLAN + 4, "0003e8"),
        network("for no NIC of this host", Disposition.NOT_FOR_ME, VXLAN + 10, "0a000205"),
        network("inner frame not IPv4", Disposition.MALFORMED, VXLAN + 8 + 12, "86dd"),
        network("outer frame not IPv4", Disposition.MALFORMED, 12, "86dd"),
        network("UDP length too short for a frame", Disposition.MALFORMED, OUTER_UDP + 4, "0011"),
        network("a later fragment alone", Disposition.FRAGMENT, VXLAN + 8 + 20, "0001"),
        new Case("an empty frame", "to-router-1", Disposition.MALFORMED, HostDropTest::empty),
        new Case(
            "plain, without a tunnel", "to-router-1", Disposition.NOT_FOR_ME, HostDropTest::syn),
        new Case(
            "a port that no rule of the group allows",
            "to-router-1",
            Disposition.NSG_DENIED,
            lab -> tunnelled(lab, lab.tcp(tcpTuple("1.2.3.4", 5, "10.0.1.4", 80), Tcp.SYN))),
        new Case(
            "a ping from the Internet",
            "to-router-1",
            Disposition.NSG_DENIED,
            lab -> tunnelled(lab, Packets.ping(lab.arena(), "1.2.3.4", "10.0.1.4"))));
  }

  static Stream<Case> fromAGuest() {
    return Stream.of(
        guest("to the Internet, no reply", Disposition.NO_ROUTE, "10.0.1.4", "1.2.3.4"),
        guest("to a host's own address", Disposition.NO_ROUTE, "10.0.1.4", "10.255.2.2"),
        guest("to a frontend", Disposition.NO_ROUTE, "10.0.1.4", "20.240.9.27"),
        guest("to the agent, no probe", Disposition.NO_LISTENER, "10.0.1.4", "168.63.129.16"),
        new Case("an empty frame", "nva1/eth0", Disposition.MALFORMED, HostDropTest::empty),
        new Case("too long for a tunnel", "nva1/eth0", Disposition.MALFORMED, HostDropTest::jumbo));
  }

  @ParameterizedTest
  @MethodSource({"fromTheNetwork", "fromAGuest"})
  void itEnds(Case row) {
    Lab lab = Lab.ready("host-a");
    lab.fromNic(row.port(), row.packet().applyAsInt(lab));
    lab.ended(row.expected());
    assertThat(lab.arena().inUse()).isZero();
    assertThat(lab.out.facts()).isEmpty();
  }

  @Test
  void aNicOfAnotherNetworkIsNotReachedByItsAddress() {
    NicTable nics =
        new NicTable(
            List.of(
                new LocalNic(0, "a/eth0", 1, 0x0a000001, 0x02000a000001L, 1, List.of()),
                new LocalNic(1, "b/eth0", 2, 0x0a000002, 0x02000a000002L, 2, List.of())));
    assertThat(nics.findByMac(1, 0x02000a000001L)).isZero();
    assertThat(nics.findByMac(2, 0x02000a000001L)).isEqualTo(NicTable.NONE);
    assertThat(nics.hasMac(0x02000a000001L)).isTrue();
    assertThat(nics.findByMac(1, 0x12340a000001L)).isEqualTo(NicTable.NONE);
  }

  @Test
  void withoutAGoalStateNothingPasses() {
    Lab lab = new Lab("host-a", Lab.world(), new PacketArena(64));
    lab.out.clear();
    int packet = syn(lab);
    lab.arena().setMark(packet, TraceMark.first(3));
    lab.fromTunnel(packet, "10.0.1.4");
    lab.ended(Disposition.NSG_DENIED);
    assertThat(lab.out.steps())
        .contains(new Step.Finished(Disposition.NSG_DENIED, "no policy yet"));
    lab.out.clear();
    lab.fromNic("nva1/eth0", lab.tcp(tcpTuple("10.0.1.4", 22, "10.0.2.6", 5), Tcp.SYN));
    lab.ended(Disposition.NSG_DENIED);
  }

  @Test
  void aGuestCannotSpoofUnlessItsNicForwards() {
    Lab lab = Lab.ready("host-a");
    var spoofed = tcpTuple("10.0.9.9", 5, "10.0.2.6", 22);
    lab.fromNic("nva1/eth1", lab.tcp(spoofed, Tcp.SYN));
    assertThat(lab.tuple(lab.sentInTunnelTo(Lab.HOST_B))).isEqualTo(spoofed);
    lab.out.clear();
    lab.tell(strict(2));
    lab.fromNic("nva1/eth1", lab.tcp(spoofed, Tcp.ACK));
    lab.ended(Disposition.NIC_IP_FORWARDING_OFF);
  }

  @Test
  void aForeignDestinationIsNotDeliveredUnlessTheNicForwards() {
    Lab lab = Lab.ready("host-a");
    var foreign = tcpTuple("10.0.2.6", 5, "10.0.9.9", 22);
    lab.fromTunnel(lab.tcp(foreign, Tcp.SYN), "10.0.2.4");
    lab.sentTo("nva1/eth1");
    lab.out.clear();
    lab.tell(strict(2));
    lab.fromTunnel(lab.tcp(foreign, Tcp.ACK), "10.0.2.4");
    lab.ended(Disposition.NIC_IP_FORWARDING_OFF);
  }

  private static GoalState strict(long version) {
    return Goals.of(version, List.of(Goals.rule(22, 22, false)), Goals.inbound(true), false);
  }

  private static Case network(String name, Disposition expected, int at, String hex) {
    return new Case(
        name,
        "to-router-1",
        expected,
        lab -> {
          int packet = tunnelled(lab, syn(lab));
          int start = lab.arena().start(packet);
          for (int i = 0; i < hex.length() / 2; i++) {
            int value = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
            Bytes.put8(lab.arena().bytes(), start + at + i, value);
          }
          return packet;
        });
  }

  private static Case guest(String name, Disposition expected, String source, String destination) {
    return new Case(
        name,
        "nva1/eth0",
        expected,
        lab -> lab.tcp(tcpTuple(source, 22, destination, 4000), Tcp.ACK));
  }

  private static int syn(Lab lab) {
    return lab.tcp(tcpTuple("141.192.166.93", 49567, "20.240.9.27", 22), Tcp.SYN);
  }

  private static int tunnelled(Lab lab, int packet) {
    lab.tunnel(packet, "10.0.1.4", Goals.VNI);
    return packet;
  }

  private static int empty(Lab lab) {
    return lab.arena().allocate();
  }

  private static int jumbo(Lab lab) {
    int packet = lab.tcp(tcpTuple("10.0.1.4", 5, "10.0.2.6", 5), Tcp.ACK);
    lab.arena().setLength(packet, PacketArena.MAX_FRAME - Vxlan.OVERHEAD + 1);
    return packet;
  }
}
