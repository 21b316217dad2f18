package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Vxlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelHeaderTest {
  private static final int DRAWS = 2000;
  private static final long MAC = 0xffff_ffff_ffffL;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void itWritesWhatVxlanWrites(long seed) {
    RandomSource random = new RandomSource(seed);
    for (int draw = 0; draw < DRAWS; draw++) {
      int inner = Ethernet.HEADER + Ipv4.HEADER + random.nextInt(1900);
      int source = (int) random.nextLong();
      int destination = (int) random.nextLong();
      int entropy = (int) random.nextLong();
      int vni = random.nextInt(Vxlan.MAX_VNI + 1);
      long routerMac = random.nextLong() & MAC;
      long ownMac = random.nextLong() & MAC;
      long nicMac = random.nextLong() & MAC;
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
      assertThat(actual).as("seed %d draw %d", seed, draw).isEqualTo(expected);
      assertThat(Ipv4.checksumHolds(actual, Ethernet.HEADER)).as("draw %d", draw).isTrue();
    }
  }
}
