package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a packet ends in a guest without being delivered. */
class GuestVerdictTest {
  private static final String CLIENT = "141.192.166.93:49567 > 10.0.1.4:22";

  static Stream<Arguments> broken() {
    return Stream.of(
        broken("a foreign MAC", Disposition.NOT_FOR_ME, (bytes, at) -> bytes[at] ^= 2),
        broken("ARP", Disposition.NO_LISTENER, (bytes, at) -> Bytes.put16(bytes, at + 12, 0x806)),
        broken("IPv6 in the version", Disposition.MALFORMED, (bytes, at) -> bytes[at + 14] = 0x65),
        broken(
            "a fragment", Disposition.FRAGMENT, (bytes, at) -> Bytes.put16(bytes, at + 20, 0x2000)),
        broken("a cut TCP header", Disposition.MALFORMED, (bytes, at) -> bytes[at + 46] = 0x10),
        broken("a bad IP checksum", Disposition.BAD_CHECKSUM, (bytes, at) -> bytes[at + 24] ^= 1),
        broken(
            "protocol 0",
            Disposition.MALFORMED,
            (bytes, at) -> header(bytes, at, 64, 0, Ipv4.source(bytes, at + 14))),
        broken(
            "TTL 1", Disposition.TTL_EXPIRED, (bytes, at) -> header(bytes, at, 1, 6, 0x01020304)),
        broken(
            "the guest's own address as source",
            Disposition.NO_ROUTE,
            (bytes, at) -> header(bytes, at, 64, 6, 0x0a000104)),
        broken(
            "a loopback source",
            Disposition.NO_ROUTE,
            (bytes, at) -> header(bytes, at, 64, 6, 0x7f000001)));
  }

  private static Arguments broken(String what, Disposition end, ObjIntConsumer<byte[]> change) {
    return Arguments.of(what, end, change);
  }

  /** Writes another IP header towards a host behind the guest. */
  private static void header(byte[] bytes, int at, int ttl, int protocol, int source) {
    Ipv4.write(bytes, at + 14, 40, ttl, protocol, source, 0x0a000209);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  void aPacketThatCannotGoOnEndsForItsReasonAndLeavesNothing(
      String what, Disposition end, ObjIntConsumer<byte[]> change) {
    GuestLab lab = GuestLab.nva();
    int packet = lab.addressed(0, Packets.tcp(lab.arena(), GuestLab.tcp(CLIENT), Tcp.SYN));
    change.accept(lab.arena().bytes(), lab.arena().start(packet));
    lab.receive(0, packet);
    assertThat(lab.out.dispositions()).as(what).containsExactly(end);
    assertThat(lab.connections()).isZero();
    assertThat(lab.arena().inUse()).isZero();
  }

  @Test
  void aFrameTooShortForItsHeadersIsMalformed() {
    GuestLab lab = GuestLab.nva();
    int packet = lab.arena().allocate();
    lab.arena().setLength(packet, 13);
    lab.receive(0, packet);
    assertThat(lab.disposition()).isEqualTo(Disposition.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"224.0.0.1", "255.255.255.255", "127.0.0.1", "0.0.0.0"})
  void whatIsNoUnicastAddressHasNoRoute(String destination) {
    GuestLab lab = GuestLab.nva();
    assertThat(lab.segment(0, "1.2.3.4:5 > " + destination + ":6", Tcp.SYN)).isEqualTo("NO_ROUTE");
  }

  @Test
  void aGuestThatDoesNotForwardStillAnswersForItself() {
    GuestLab lab = GuestLab.withoutForwarding(GuestLab.DNAT);
    assertThat(lab.segment(0, CLIENT, Tcp.SYN)).isEqualTo("IP_FORWARD_OFF");
    assertThat(lab.connections()).isZero();
    assertThat(lab.segment(0, "168.63.129.16:5 > 10.0.1.4:22", Tcp.SYN)).startsWith("DELIVERED");
  }

  @Test
  void ttlOneIsEnoughForALocalSocket() {
    GuestLab lab = GuestLab.nva();
    int packet =
        lab.addressed(
            0, Packets.tcp(lab.arena(), GuestLab.tcp("9.9.9.9:5 > 10.0.1.4:22"), Tcp.SYN));
    int ip = lab.arena().start(packet) + Ethernet.HEADER;
    Ipv4.write(lab.arena().bytes(), ip, 40, 1, 6, 0x09090909, 0x0a000104);
    lab.receive(0, packet);
    assertThat(lab.disposition()).isEqualTo(Disposition.DELIVERED);
  }

  @Test
  void ttlRunsOutInAnEstablishedConnectionToo() {
    GuestLab lab = GuestLab.nva();
    lab.segment(0, CLIENT, Tcp.SYN);
    lab.out.clear();
    int packet = lab.addressed(0, Packets.tcp(lab.arena(), GuestLab.tcp(CLIENT), Tcp.SYN));
    int ip = lab.arena().start(packet) + Ethernet.HEADER;
    byte[] bytes = lab.arena().bytes();
    Ipv4.write(bytes, ip, 40, 1, 6, Ipv4.source(bytes, ip), Ipv4.destination(bytes, ip));
    lab.receive(0, packet);
    assertThat(lab.disposition()).isEqualTo(Disposition.TTL_EXPIRED);
  }

  @Test
  void theEndOfAMarkedPacketIsItsLastStep() {
    GuestLab lab = GuestLab.withoutForwarding(GuestLab.DNAT);
    int packet = lab.addressed(0, Packets.tcp(lab.arena(), GuestLab.tcp(CLIENT), Tcp.SYN));
    lab.arena().setMark(packet, TraceMark.first(3));
    lab.receive(0, packet);
    assertThat(lab.out.steps().get(lab.out.steps().size() - 1))
        .isEqualTo(new Step.Finished(Disposition.IP_FORWARD_OFF, null));
  }

  @ParameterizedTest(name = "{1} from nowhere")
  @CsvSource({"18, SYN-ACK", "4, RST", "3, SYN-FIN", "0, null segment", "1, FIN without ACK"})
  void aSegmentThatCanOpenNothingIsNotTranslated(int flags, String what) {
    GuestLab lab = GuestLab.nva();
    String outcome = lab.segment(0, CLIENT, flags);
    assertThat(outcome).as(what).doesNotContain("eth1").doesNotContain("10.0.2.6");
    assertThat(lab.connections()).isZero();
  }
}
