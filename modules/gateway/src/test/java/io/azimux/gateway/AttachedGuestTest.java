package io.azimux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.packet.Burst;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Vxlan;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttachedGuestTest {
  private static final int NIC = 0;
  private static final int TUNNEL = 1;
  private static final long SECOND = 1_000_000_000L;

  private final Recorder out = new Recorder();
  private long now;

  @Test
  void aFrameOfTheGuestEntersTheCloudAsItIs() {
    byte[] frame = Frames.fromGuest(100, true);
    AttachedGuest guest = heard(1500);
    receive(guest, TUNNEL, Frames.datagram(Frames.KERNEL, Frames.VNI, frame));
    assertThat(out.sent).singleElement().satisfies(sent -> assertThat(sent.port()).isEqualTo(NIC));
    assertThat(out.sent.get(0).bytes()).isEqualTo(frame);
  }

  @Test
  void aFrameForTheGuestLeavesThroughTheTunnelToWhereItSpokeFrom() {
    byte[] frame = Frames.toGuest(100, true);
    AttachedGuest guest = heard(1500);
    receive(guest, NIC, frame);
    byte[] datagram = out.sent.get(0).bytes();
    assertThat(out.sent.get(0).port()).isEqualTo(TUNNEL);
    assertThat(OuterAddress.address(datagram, 0)).isEqualTo(Frames.KERNEL);
    // Not the port that it sent from: kernels listen at the one they send to.
    assertThat(OuterAddress.port(datagram, 0)).isEqualTo(Vxlan.PORT);
    assertThat(Vxlan.vniValid(datagram, OuterAddress.LENGTH)).isTrue();
    assertThat(Vxlan.vni(datagram, OuterAddress.LENGTH)).isEqualTo(Frames.VNI);
    assertThat(Arrays.copyOfRange(datagram, TunnelLink.OVERHEAD, datagram.length)).isEqualTo(frame);
  }

  @Test
  void beforeTheGuestHasSpokenNothingCanReachIt() {
    receive(guest(Frames.link(1500)), NIC, Frames.toGuest(100, true));
    assertThat(out.finished).containsExactlyEntriesOf(Map.of(Disposition.ELEMENT_DOWN, 1));
  }

  @Test
  void aPinnedPeerIsReachedBeforeItSpeaksAndCannotBeReplaced() {
    LinkSettings pinned =
        new LinkSettings(
            Frames.VNI, Frames.GUEST_MAC, Frames.GUEST, 0, 4789, Frames.KERNEL, 4790, 1500);
    AttachedGuest guest = guest(pinned);
    receive(guest, NIC, Frames.toGuest(100, true));
    assertThat(OuterAddress.port(out.sent.get(0).bytes(), 0)).isEqualTo(4790);
    now = 1000 * SECOND;
    receive(guest, TUNNEL, hello(Frames.KERNEL + 1));
    assertThat(out.finished).containsExactlyEntriesOf(Map.of(Disposition.SPOOFED_SOURCE, 1));
  }

  @Test
  void aLearntPeerIsKeptUntilItHasBeenSilent() {
    AttachedGuest guest = heard(1500);
    now += Peer.SILENCE_NANOS - 1;
    receive(guest, TUNNEL, hello(Frames.KERNEL + 1));
    assertThat(out.finished).containsExactlyEntriesOf(Map.of(Disposition.SPOOFED_SOURCE, 1));
    assertThat(readings(guest)).containsEntry("azimux_attach_peer_changes_total", 0.0);
    now += 1;
    receive(guest, TUNNEL, hello(Frames.KERNEL + 1));
    assertThat(readings(guest)).containsEntry("azimux_attach_peer_changes_total", 1.0);
    out.sent.clear();
    receive(guest, NIC, Frames.toGuest(100, true));
    assertThat(OuterAddress.address(out.sent.get(0).bytes(), 0)).isEqualTo(Frames.KERNEL + 1);
  }

  static Stream<Arguments> hostile() {
    byte[] good = Frames.datagram(Frames.KERNEL, Frames.VNI, Frames.fromGuest(100, true));
    int frame = TunnelLink.OVERHEAD;
    int ip = frame + Ethernet.HEADER;
    return Stream.of(
        Arguments.of("nothing", new byte[OuterAddress.LENGTH], Disposition.MALFORMED),
        Arguments.of("half a VXLAN header", Arrays.copyOf(good, 12), Disposition.MALFORMED),
        Arguments.of("half an Ethernet header", Arrays.copyOf(good, 25), Disposition.MALFORMED),
        Arguments.of("half an IPv4 header", Arrays.copyOf(good, 40), Disposition.MALFORMED),
        Arguments.of("half a packet", Arrays.copyOf(good, 80), Disposition.MALFORMED),
        Arguments.of("no VNI flag", with(good, 8, 0), Disposition.MALFORMED),
        Arguments.of("IPv5", with(good, ip, 0x55), Disposition.MALFORMED),
        Arguments.of("IHL of 4", with(good, ip, 0x41), Disposition.MALFORMED),
        Arguments.of("longer than it is", with(good, ip + 2, 0x05), Disposition.MALFORMED),
        Arguments.of("another VNI", with(good, 13, 0xff), Disposition.UNKNOWN_VNI),
        Arguments.of("another MAC", with(good, frame + 11, 0x77), Disposition.SPOOFED_SOURCE),
        Arguments.of("another machine", with(good, 3, 0x77), Disposition.SPOOFED_SOURCE),
        Arguments.of("IPv6", with(good, frame + 12, 0x86), Disposition.NO_LISTENER),
        Arguments.of("802.1Q", with(good, frame + 12, 0x81), Disposition.NO_LISTENER),
        Arguments.of("oversized", oversized(), Disposition.TOO_LONG));
  }

  private static byte[] with(byte[] good, int at, int value) {
    byte[] bad = good.clone();
    bad[at] = (byte) value;
    return bad;
  }

  private static byte[] oversized() {
    byte[] frame = Frames.fromGuest(1900, true);
    return Frames.datagram(Frames.KERNEL, Frames.VNI, frame);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void whatIsNotTheGuestsOwnEndsWithAReason(String what, byte[] datagram, Disposition reason) {
    receive(heard(1500), TUNNEL, datagram);
    assertThat(out.finished).as(what).containsExactlyEntriesOf(Map.of(reason, 1));
    assertThat(out.sent).allMatch(sent -> sent.port() == TUNNEL);
    assertThat(out.arena().inUse()).isZero();
  }

  @Test
  void whatIsTooLongForTheGuestIsAnsweredWithTheLinksMtu() {
    AttachedGuest guest = heard(1450);
    byte[] frame = Frames.toGuest(1500, true);
    receive(guest, NIC, frame);
    assertThat(out.finished).containsExactlyEntriesOf(Map.of(Disposition.TOO_LONG, 1));
    assertNeedsFragmentation(out.sent.get(0), NIC, 0, frame, Frames.GUEST, 1450);
    assertThat(readings(guest)).containsEntry("azimux_attach_too_long_packets_total answered", 1.0);
  }

  @Test
  void whatTheGuestSendsThatIsTooLongIsAnsweredByItsGateway() {
    byte[] frame = Frames.fromGuest(1500, true);
    receive(heard(1450), TUNNEL, Frames.datagram(Frames.KERNEL, Frames.VNI, frame));
    int at = TunnelLink.OVERHEAD;
    assertNeedsFragmentation(out.sent.get(0), TUNNEL, at, frame, Frames.GATEWAY, 1450);
  }

  private static void assertNeedsFragmentation(
      Recorder.Sent sent, int port, int at, byte[] about, int from, int mtu) {
    byte[] bytes = sent.bytes();
    int ip = at + Ethernet.HEADER;
    int icmp = ip + Ipv4.HEADER;
    assertThat(sent.port()).isEqualTo(port);
    assertThat(Ipv4.checksumHolds(bytes, ip)).isTrue();
    assertThat(Ipv4.source(bytes, ip)).isEqualTo(from);
    assertThat(Ipv4.destination(bytes, ip)).isEqualTo(Ipv4.source(about, Ethernet.HEADER));
    assertThat(Icmp.type(bytes, icmp)).isEqualTo(3);
    assertThat(Icmp.code(bytes, icmp)).isEqualTo(4);
    assertThat(Bytes.u16(bytes, icmp + 6)).isEqualTo(mtu);
    assertThat(Icmp.checksumHolds(bytes, icmp, bytes.length - icmp)).isTrue();
    int quoted = bytes.length - icmp - Icmp.HEADER;
    assertThat(Ipv4.totalLength(bytes, ip)).isEqualTo(576);
    assertThat(Arrays.copyOfRange(bytes, icmp + Icmp.HEADER, bytes.length))
        .isEqualTo(Arrays.copyOfRange(about, Ethernet.HEADER, Ethernet.HEADER + quoted));
  }

  @Test
  void anErrorIsNotAnsweredByAnother() {
    byte[] frame = Frames.toGuest(1500, true);
    Bytes.put8(frame, Ethernet.HEADER + 9, Ipv4.ICMP);
    Bytes.put8(frame, Ethernet.HEADER + Ipv4.HEADER, Icmp.UNREACHABLE);
    receive(heard(1450), NIC, frame);
    assertThat(out.finished).containsExactlyEntriesOf(Map.of(Disposition.TOO_LONG, 1));
    assertThat(out.sent).isEmpty();
  }

  @Test
  void whatMayBeCutIsCutAndAddsUpToTheSame() {
    byte[] frame = Frames.toGuest(1500, false);
    receive(heard(576), NIC, frame);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int i = 0; i < out.sent.size(); i++) {
      byte[] bytes = out.sent.get(i).bytes();
      int ip = TunnelLink.OVERHEAD + Ethernet.HEADER;
      int total = Ipv4.totalLength(bytes, ip);
      assertThat(total).isLessThanOrEqualTo(576);
      assertThat(bytes).hasSize(ip + total);
      assertThat(Ipv4.checksumHolds(bytes, ip)).isTrue();
      assertThat(Ipv4.identification(bytes, ip)).isEqualTo(4711);
      int field = Bytes.u16(bytes, ip + 6);
      assertThat((field & 0x1fff) * 8).isEqualTo(payload.size());
      assertThat((field & 0x2000) != 0).isEqualTo(i < out.sent.size() - 1);
      payload.write(bytes, ip + Ipv4.HEADER, total - Ipv4.HEADER);
    }
    assertThat(out.sent).hasSize(3);
    assertThat(payload.toByteArray())
        .isEqualTo(Arrays.copyOfRange(frame, Ethernet.HEADER + Ipv4.HEADER, frame.length));
  }

  @Test
  void aMillionRandomFramesAreCountedAndNothingRemains() {
    AttachedGuest guest = heard(1500);
    RandomSource random = new RandomSource(20_230_520);
    byte[] good = Frames.datagram(Frames.KERNEL, Frames.VNI, Frames.fromGuest(300, false));
    long passed = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] datagram = good.clone();
      int changes = 1 + random.nextInt(6);
      for (int change = 0; change < changes; change++) {
        datagram[random.nextInt(64)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(datagram.length) : datagram.length;
      receive(guest, TUNNEL, Arrays.copyOf(datagram, Math.max(OuterAddress.LENGTH, length)));
      passed += out.sent.stream().filter(sent -> sent.port() == NIC).count();
      out.sent.clear();
    }
    long ended = out.finished.values().stream().mapToLong(Integer::longValue).sum();
    assertThat(ended + passed).isEqualTo(1_000_000);
    assertThat(out.finished.keySet())
        .contains(Disposition.MALFORMED, Disposition.UNKNOWN_VNI, Disposition.SPOOFED_SOURCE);
    assertThat(out.arena().inUse()).isZero();
    out.sent.clear();
    receive(guest, TUNNEL, good);
    assertThat(out.sent).hasSize(1);
  }

  private AttachedGuest guest(LinkSettings link) {
    return new AttachedGuest(List.of(new AttachedGuest.Nic("eth0", link)));
  }

  /** A guest that has spoken. */
  private AttachedGuest heard(int mtu) {
    AttachedGuest guest = guest(Frames.link(mtu));
    receive(guest, TUNNEL, hello(Frames.KERNEL));
    assertThat(out.sent).hasSize(1);
    out.sent.clear();
    return guest;
  }

  private static byte[] hello(int from) {
    return Frames.datagram(from, Frames.VNI, Frames.arp(Frames.GATEWAY));
  }

  private void receive(AttachedGuest guest, int port, byte[] bytes) {
    int packet = out.arena().allocate(bytes, 0, bytes.length);
    assertThat(packet).isNotEqualTo(PacketArena.FULL);
    Burst burst = new Burst();
    burst.add(packet);
    guest.onBurst(port, burst, now, out);
  }

  private static Map<String, Double> readings(AttachedGuest guest) {
    Map<String, Double> readings = new TreeMap<>();
    guest.measure(
        (Measure measure, String label, double value) ->
            readings.put((measure.metric() + " " + label).strip(), value));
    return readings;
  }
}
