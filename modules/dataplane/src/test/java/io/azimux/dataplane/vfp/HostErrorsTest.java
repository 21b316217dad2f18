package io.azimux.dataplane.vfp;

import static io.azimux.dataplane.testkit.Packets.tcpTuple;
import static io.azimux.dataplane.testkit.Packets.udpTuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Icmp;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import org.junit.jupiter.api.Test;

/** ICMP errors about packets of flows, and fragments. */
class HostErrorsTest {
  private static final FiveTuple CLIENT = tcpTuple("141.192.166.93", 49567, "20.240.9.27", 22);
  private static final FiveTuple GUEST = tcpTuple("141.192.166.93", 49567, "10.0.1.4", 22);
  private static final FiveTuple INSIDE = tcpTuple("10.0.2.4", 40000, "10.0.2.6", 22);
  private static final int NEEDS_FRAGMENTATION = 4;
  private static final int MTU = 1450;

  @Test
  void anErrorOfTheGuestReachesTheClientAsAboutWhatItSent() {
    Lab lab = Lab.ready("host-a");
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    lab.out.clear();
    lab.fromNic("nva1/eth0", error(lab, "10.0.1.4", GUEST));
    int packet = lab.sent();
    assertThat(lab.out.transmitted().get(0).port()).isLessThan(2);
    assertError(lab.arena(), packet, "20.240.9.27", "141.192.166.93", CLIENT);
  }

  @Test
  void anErrorInsideTheNetworkComesBackToTheSenderUnchanged() {
    Lab sender = Lab.ready("host-a");
    sender.fromNic("nva1/eth1", sender.tcp(INSIDE, Tcp.SYN));
    sender.out.clear();
    sender.fromTunnel(error(sender, "10.0.2.6", INSIDE), "10.0.2.4");
    int packet = sender.sentTo("nva1/eth1");
    assertError(sender.arena(), packet, "10.0.2.6", "10.0.2.4", INSIDE);
  }

  @Test
  void anErrorAboutNothingOpensNoFlow() {
    Lab lab = Lab.ready("host-a");
    lab.fromNic("nva1/eth0", error(lab, "10.0.1.4", GUEST));
    lab.ended(Disposition.NO_ROUTE);
  }

  @Test
  void anErrorInAnothersNameIsNotTranslated() {
    Lab lab = Lab.ready("host-a");
    lab.fromTunnel(lab.tcp(CLIENT, Tcp.SYN), "10.0.1.4");
    lab.out.clear();
    lab.fromNic("nva1/eth0", error(lab, "10.0.1.5", GUEST));
    lab.ended(Disposition.NO_ROUTE);
  }

  @Test
  void fragmentsFollowTheFirstOneAndNoOther() {
    Lab lab = Lab.ready("host-a");
    FiveTuple flow = udpTuple("10.0.2.4", 1000, "10.0.2.6", 2000);
    lab.fromNic("nva1/eth1", fragment(lab, flow, 7, 0, true));
    lab.sentFragmentInTunnel();
    lab.fromNic("nva1/eth1", fragment(lab, flow, 7, 8, true));
    lab.sentFragmentInTunnel();
    lab.fromNic("nva1/eth1", fragment(lab, flow, 8, 8, false));
    lab.ended(Disposition.FRAGMENT);
    lab.out.clear();
    lab.fromNic("nva1/eth1", fragment(lab, flow, 7, 16, false));
    lab.sentFragmentInTunnel();
    // That was the last one: whatever comes with this number now is out of order.
    lab.fromNic("nva1/eth1", fragment(lab, flow, 7, 16, false));
    lab.ended(Disposition.FRAGMENT);
  }

  /** A router says that a packet of this flow was too long. */
  private static int error(Lab lab, String from, FiveTuple about) {
    PacketArena arena = lab.arena();
    int quoted = Packets.tcp(arena, about, Tcp.ACK, new byte[100]);
    byte[] bytes = arena.bytes();
    int length = 48;
    int packet = Packets.ping(arena, from, about.source().toString());
    int ip = arena.start(packet) + Ethernet.HEADER;
    int icmp = ip + Ipv4.HEADER;
    arena.setLength(packet, Ethernet.HEADER + Ipv4.HEADER + Icmp.HEADER + length);
    int source = Ipv4Address.parse(from).bits();
    int total = Ipv4.HEADER + Icmp.HEADER + length;
    Ipv4.write(bytes, ip, total, 64, Ipv4.ICMP, source, about.source().bits());
    int at = arena.start(quoted) + Ethernet.HEADER;
    System.arraycopy(bytes, at, bytes, icmp + Icmp.HEADER, length);
    arena.release(quoted);
    Icmp.write(bytes, icmp, Icmp.UNREACHABLE, NEEDS_FRAGMENTATION, MTU, total - Ipv4.HEADER);
    return packet;
  }

  private static void assertError(
      PacketArena arena, int packet, String from, String to, FiveTuple about) {
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int icmp = ip + Ipv4.HEADER;
    int quoted = icmp + Icmp.HEADER;
    assertThat(new Ipv4Address(Ipv4.source(bytes, ip))).hasToString(from);
    assertThat(new Ipv4Address(Ipv4.destination(bytes, ip))).hasToString(to);
    assertThat(Ipv4.checksumHolds(bytes, ip)).isTrue();
    int length = Ipv4.totalLength(bytes, ip) - Ipv4.HEADER;
    assertThat(Icmp.checksumHolds(bytes, icmp, length)).isTrue();
    assertThat(Bytes.u16(bytes, icmp + 6)).isEqualTo(MTU);
    long sum = InternetChecksum.sum(bytes, quoted, Ipv4.HEADER);
    assertThat(InternetChecksum.fold(sum)).isEqualTo(0xffff);
    assertThat(new Ipv4Address(Ipv4.source(bytes, quoted))).isEqualTo(about.source());
    assertThat(new Ipv4Address(Ipv4.destination(bytes, quoted))).isEqualTo(about.destination());
    assertThat(Bytes.u16(bytes, quoted + Ipv4.HEADER)).isEqualTo(about.sourcePort());
    assertThat(Bytes.u16(bytes, quoted + Ipv4.HEADER + 2)).isEqualTo(about.destinationPort());
  }

  private static int fragment(Lab lab, FiveTuple flow, int number, int offset, boolean more) {
    PacketArena arena = lab.arena();
    int packet = Packets.udp(arena, flow, new byte[56]);
    int ip = arena.start(packet) + Ethernet.HEADER;
    Bytes.put16(arena.bytes(), ip + 4, number);
    Bytes.put16(arena.bytes(), ip + 6, offset | (more ? 0x2000 : 0));
    Bytes.put16(arena.bytes(), ip + 10, 0);
    long sum = InternetChecksum.sum(arena.bytes(), ip, Ipv4.HEADER);
    Bytes.put16(arena.bytes(), ip + 10, InternetChecksum.finish(sum));
    return packet;
  }
}
