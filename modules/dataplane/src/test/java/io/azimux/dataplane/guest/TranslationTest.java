package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Rewrite;
import io.azimux.packet.Tcp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {
  private static final int DRAWS = 5000;
  private static final int TCP = Ethernet.HEADER + Ipv4.HEADER;
  private static final int LENGTH = TCP + Tcp.HEADER + 10;

  /** Both ways. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void itDoesWhatARewriteAndAHopDo(long seed) {
    RandomSource random = new RandomSource(seed);
    for (int draw = 0; draw < DRAWS; draw++) {
      String as = "seed " + seed + " draw " + draw;
      boolean same = random.chance(0.1);
      long high = random.nextLong();
      long low = low(random);
      long toHigh = same ? high : random.nextLong();
      long toLow = same ? low : low(random);
      long both = Translation.prepare(high, low, toHigh, toLow);
      byte[] there = segment(random, high, low);
      check(as, there, toHigh, toLow, Translation.deltas(both, 0));
      check(as + " back", there, high, low, Translation.deltas(both, 1));
    }
  }

  private static void check(String as, byte[] frame, long toHigh, long toLow, int deltas) {
    byte[] expected = frame.clone();
    int source = FlowKey.source(toHigh);
    int destination = FlowKey.destination(toHigh);
    Rewrite.tuple(expected, Ethernet.HEADER, TCP, source, destination, (int) (toLow >>> 32));
    Ipv4.decrementTtl(expected, Ethernet.HEADER);
    Translation.apply(frame, 0, toHigh, toLow, deltas);
    assertThat(frame).as(as).isEqualTo(expected);
    assertThat(Ipv4.checksumHolds(frame, Ethernet.HEADER)).as(as).isTrue();
    assertThat(Tcp.checksumHolds(frame, TCP, LENGTH - TCP, source, destination)).as(as).isTrue();
  }

  private static byte[] segment(RandomSource random, long high, long low) {
    byte[] frame = new byte[LENGTH];
    int source = FlowKey.source(high);
    int destination = FlowKey.destination(high);
    int ttl = 3 + random.nextInt(253);
    Ethernet.write(frame, 0, 1, 2, Ethernet.TYPE_IPV4);
    Ipv4.write(
        frame, Ethernet.HEADER, LENGTH - Ethernet.HEADER, ttl, Ipv4.TCP, source, destination);
    int sequence = (int) random.nextLong();
    Tcp.write(
        frame,
        TCP,
        FlowKey.sourcePort(low),
        FlowKey.destinationPort(low),
        sequence,
        ~sequence,
        Tcp.ACK,
        64240);
    Tcp.setChecksum(frame, TCP, LENGTH - TCP, source, destination);
    return frame;
  }

  private static long low(RandomSource random) {
    return FlowKey.low(random.nextInt(65_536), random.nextInt(65_536), Ipv4.TCP, 0);
  }
}
