package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderTest {
  private static final int IP = Ethernet.HEADER;
  private static final int L4 = IP + Ipv4.HEADER;

  @Test
  void aTcpSegmentReadsBackAsWritten() {
    byte[] frame = SampleFrames.tcp(Tcp.SYN | Tcp.ACK, "hello");
    assertThat(Ethernet.destination(frame, 0)).isEqualTo(SampleFrames.MAC_B);
    assertThat(Ethernet.source(frame, 0)).isEqualTo(SampleFrames.MAC_A);
    assertThat(Ethernet.type(frame, 0)).isEqualTo(Ethernet.TYPE_IPV4);
    assertThat(Ipv4.version(frame, IP)).isEqualTo(4);
    assertThat(Ipv4.headerLength(frame, IP)).isEqualTo(20);
    assertThat(Ipv4.totalLength(frame, IP)).isEqualTo(45);
    assertThat(Ipv4.ttl(frame, IP)).isEqualTo(64);
    assertThat(Ipv4.protocol(frame, IP)).isEqualTo(Ipv4.TCP);
    assertThat(Ipv4.isFragment(frame, IP)).isFalse();
    assertThat(Ipv4.dontFragment(frame, IP)).isTrue();
    assertThat(Ipv4.checksumHolds(frame, IP)).isTrue();
    assertThat(Tcp.sourcePort(frame, L4)).isEqualTo(49567);
    assertThat(Tcp.destinationPort(frame, L4)).isEqualTo(22);
    assertThat(Tcp.sequence(frame, L4)).isEqualTo(0x12345678);
    assertThat(Tcp.acknowledgment(frame, L4)).isEqualTo(0x9abcdef0);
    assertThat(Tcp.headerLength(frame, L4)).isEqualTo(20);
    assertThat(Tcp.flags(frame, L4)).isEqualTo(Tcp.SYN | Tcp.ACK);
    assertThat(Tcp.window(frame, L4)).isEqualTo(64240);
    assertThat(Tcp.checksumHolds(frame, L4, 25, SampleFrames.CLIENT, SampleFrames.FRONTEND))
        .isTrue();
    assertThat(Tcp.flagsText(Tcp.SYN | Tcp.ACK)).isEqualTo("S.");
  }

  @Test
  void anOuterVxlanStackReadsBackAsWritten() {
    byte[] inner = SampleFrames.tcp(Tcp.SYN, "");
    byte[] frame = SampleFrames.vxlan(inner);
    int vxlan = L4 + Udp.HEADER;
    assertThat(Frame.check(frame, 0, frame.length)).isEqualTo(L4);
    assertThat(Udp.destinationPort(frame, L4)).isEqualTo(4789);
    assertThat(Udp.sourcePort(frame, L4)).isEqualTo(0xc000 | 0x2a2a);
    assertThat(Udp.length(frame, L4)).isEqualTo(16 + inner.length);
    assertThat(Udp.checksum(frame, L4)).isZero();
    assertThat(Vxlan.vniValid(frame, vxlan)).isTrue();
    assertThat(Vxlan.vni(frame, vxlan)).isEqualTo(10000);
    assertThat(vxlan + Vxlan.HEADER).isEqualTo(Vxlan.OVERHEAD).isEqualTo(50);
    assertThat(Ipv4.checksumHolds(frame, IP)).isTrue();
  }

  @Test
  void anOuterNvgreStackReadsBackAsWritten() {
    byte[] frame = SampleFrames.nvgre(SampleFrames.tcp(Tcp.SYN, ""));
    assertThat(Ipv4.protocol(frame, IP)).isEqualTo(Ipv4.GRE);
    assertThat(Nvgre.isNvgre(frame, L4)).isTrue();
    assertThat(Nvgre.vsid(frame, L4)).isEqualTo(10000);
    assertThat(Nvgre.flowId(frame, L4)).isEqualTo(0x2a);
    assertThat(Ipv4.checksumHolds(frame, IP)).isTrue();
  }

  @Test
  void anArpRequestReadsBackAsWritten() {
    byte[] frame = SampleFrames.arp();
    int arp = Ethernet.HEADER;
    assertThat(Arp.isWhole(frame, arp, Arp.LENGTH)).isTrue();
    assertThat(Arp.isWhole(frame, arp, Arp.LENGTH - 1)).isFalse();
    assertThat(Arp.operation(frame, arp)).isEqualTo(Arp.REQUEST);
    assertThat(Arp.senderMac(frame, arp)).isEqualTo(SampleFrames.MAC_A);
    assertThat(Arp.senderAddress(frame, arp)).isEqualTo(SampleFrames.MUX);
    assertThat(Arp.targetMac(frame, arp)).isZero();
    assertThat(Arp.targetAddress(frame, arp)).isEqualTo(SampleFrames.HOST);
  }

  @Test
  void anEchoRequestReadsBackAsWrittenWithAGoodChecksum() {
    byte[] frame = SampleFrames.echo();
    assertThat(Icmp.type(frame, L4)).isEqualTo(Icmp.ECHO_REQUEST);
    assertThat(Icmp.code(frame, L4)).isZero();
    assertThat(Icmp.identifier(frame, L4)).isEqualTo(7);
    assertThat(Icmp.sequence(frame, L4)).isEqualTo(1);
    assertThat(Icmp.checksumHolds(frame, L4, frame.length - L4)).isTrue();
  }

  @Test
  void fragmentsAreRecognisedByOffsetAndByMoreFragments() {
    for (int bits : new int[] {0x2000, 0x0001, 0x1fff, 0x2005}) {
      byte[] frame = SampleFrames.udp("part", true);
      Bytes.put16(frame, IP + 6, bits);
      assertThat(Frame.check(frame, 0, frame.length)).isEqualTo(Frame.FRAGMENT);
    }
  }

  @Test
  void optionsOfIpAndTcpAreSkippedByTheirLengths() {
    byte[] plain = SampleFrames.tcp(Tcp.ACK, "12345678abcdefgh");
    byte[] frame = plain.clone();
    Bytes.put8(frame, IP, 0x46);
    Bytes.put8(frame, L4 + 4 + 12, 6 << 4);
    assertThat(Frame.check(frame, 0, frame.length)).isEqualTo(L4 + 4);
    assertThat(Tcp.headerLength(frame, L4 + 4)).isEqualTo(24);
  }

  @Test
  void givingPrecedenceKeepsTheChecksumRight() {
    byte[] frame = SampleFrames.tcp(Tcp.ACK, "");
    assertThat(Ipv4.isNetworkControl(frame, IP)).isFalse();
    Ipv4.setNetworkControl(frame, IP);
    assertThat(Ipv4.isNetworkControl(frame, IP)).isTrue();
    assertThat(Bytes.u8(frame, IP + 1)).isEqualTo(48 << 2);
    assertThat(Ipv4.checksumHolds(frame, IP)).isTrue();
  }

  @Test
  void loweringTheTtlKeepsTheChecksumRight() {
    byte[] frame = SampleFrames.tcp(Tcp.ACK, "");
    for (int ttl = 63; ttl >= 1; ttl--) {
      Ipv4.decrementTtl(frame, IP);
      assertThat(Ipv4.ttl(frame, IP)).isEqualTo(ttl);
      assertThat(Ipv4.checksumHolds(frame, IP)).isTrue();
    }
  }

  @Test
  void anOuterVxlanStackIsWrittenAsItsHeadersOneByOneAre() {
    Draw draw = Draw.forTest("outer VXLAN stack");
    for (int i = 0; i < Draw.fuzzCount() / 10; i++) {
      int inner = Ethernet.HEADER + draw.below(1900);
      long toMac = draw.longBits() >>> 16;
      long ownMac = draw.longBits() >>> 16;
      int source = draw.bits();
      int destination = draw.bits();
      int entropy = draw.bits();
      int vni = draw.below(Vxlan.MAX_VNI + 1);
      byte[] expected = new byte[Vxlan.OVERHEAD];
      int ip = Ethernet.HEADER;
      int udp = ip + Ipv4.HEADER;
      int udpLength = Udp.HEADER + Vxlan.HEADER + inner;
      Ethernet.write(expected, 0, toMac, ownMac, Ethernet.TYPE_IPV4);
      Ipv4.write(expected, ip, Ipv4.HEADER + udpLength, 64, Ipv4.UDP, source, destination);
      Udp.write(expected, udp, 0xc000 | (entropy & 0x3fff), Vxlan.PORT, udpLength);
      Vxlan.write(expected, udp + Udp.HEADER, vni);

      byte[] actual = draw.bytes(Vxlan.OVERHEAD);
      Vxlan.encapsulate(actual, 0, inner, toMac, ownMac, source, destination, entropy, vni);
      assertThat(actual).as("%s, stack %d", draw, i).isEqualTo(expected);
    }
  }
}
