package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Mutations;
import io.azimux.dataplane.testkit.Peers;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterFuzzTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_230_520, 7})
  void whateverComesInGoesOutOnceOrEndsOnce(long seed) {
    RandomSource random = new RandomSource(seed);
    World world = Lab.world(2, 4, Lab.withoutBfd());
    Wiring wiring = Wiring.of(world);
    PacketArena arena = new PacketArena(2 * Burst.CAPACITY);
    RecordingOutbox out = new RecordingOutbox(arena);
    Router router = Router.of(world, wiring, "router-1", new RandomSource(seed));
    Peers peers = new Peers(world, wiring, "router-1", router, out);
    router.start(0, out);
    Ipv4Address unknown = Ipv4Address.parse("8.8.8.8");
    Mutations mutations =
        new Mutations(random, Lab.CLIENT, Lab.FRONTEND, Lab.hostA(), Lab.hostB(), unknown);
    int ports = wiring.element("router-1").ports().size();
    Burst burst = new Burst();
    int left = Mutations.packets() / 2;
    for (long now = 0; left > 0; now += 10_000_000L) {
      String mux = "mux-" + (1 + random.nextInt(4));
      List<Ipv4Prefix> prefixes =
          random.nextInt(4) == 0 ? List.of() : List.of(Ipv4Prefix.host(Lab.FRONTEND));
      peers.pass(now - peers.now());
      peers.announce(mux, prefixes.toArray(new Ipv4Prefix[0]));
      router.onMessage(mux, noise(random), now, out);
      peers.settle();
      out.clear();
      burst.clear();
      for (int i = 1 + random.nextInt(Burst.CAPACITY); i > 0; i--) {
        burst.add(mutations.next(arena));
      }
      router.onBurst(random.nextInt(ports), burst, now, out);
      left -= burst.size();
      int ended = out.transmitted().size() + out.finished().size();
      assertThat(ended).as("seed %d, %d left", seed, left).isEqualTo(burst.size());
      assertThat(out.transmitted()).allMatch(one -> one.port() >= 0 && one.port() < ports);
      out.clear();
      assertThat(arena.inUse()).as("seed %d, %d left", seed, left).isZero();
    }
  }

  /** A piece of a connection, most often of one that nobody opened. */
  private static RoutingBytes noise(RandomSource random) {
    byte[] bytes = new byte[random.nextInt(60)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i < 16 ? -1 : random.nextInt(8));
    }
    RoutingBytes.Kind[] kinds = RoutingBytes.Kind.values();
    return new RoutingBytes(
        random.nextInt(4), kinds[random.nextInt(kinds.length)], random.nextInt(3), 0, bytes);
  }
}
