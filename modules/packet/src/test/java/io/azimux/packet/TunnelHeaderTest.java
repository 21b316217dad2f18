package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TunnelHeaderTest {
  private static final int DRAWS = 2000;
  private static final long MAC = 0xffff_ffff_ffffL;

  @Test
  void itWritesWhatVxlanWrites() {
    Draw random = Draw.forTest("tunnelHeader");
    for (int draw = 0; draw < DRAWS; draw++) {
      int inner = Ethernet.HEADER + Ipv4.HEADER + random.below(1900);
      int source = random.bits();
      int destination = random.bits();
      int entropy = random.bits();
      int vni = random.below(Vxlan.MAX_VNI + 1);
      long routerMac = random.longBits() & MAC;
      long ownMac = random.longBits() & MAC;
      long nicMac = random.longBits() & MAC;
      byte[] expected = new byte[64];
      Vxlan.encapsulate(expected, 0, inner, routerMac, ownMac, source, destination, entropy, vni);
      Ethernet.write(
          expected, Vxlan.OVERHEAD, nicMac, MacAddress.FABRIC.bits(), Ethernet.TYPE_IPV4);

      byte[] actual = new byte[64];
      long[] words = new long[3 + TunnelHeader.WORDS];
      TunnelHeader.prepare(words, 3, source, destination, vni, nicMac);
      TunnelHeader.write(
          actual,
          0,
          inner + Vxlan.OVERHEAD,
          TunnelHeader.firstWord(routerMac, ownMac),
          TunnelHeader.secondWord(ownMac),
          words,
          3,
          entropy);
      assertThat(actual).as("%s round %d", random, draw).isEqualTo(expected);
      assertThat(Ipv4.checksumHolds(actual, Ethernet.HEADER))
          .as("%s round %d", random, draw)
          .isTrue();
    }
  }
}
