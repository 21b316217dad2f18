package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Mutations;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.RouteAnnouncement;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Settings;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterFuzzTest {
  private static final long HOLD = 900_000_000L;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_230_520, 7})
  void whateverComesInGoesOutOnceOrEndsOnce(long seed) {
    RandomSource random = new RandomSource(seed);
    World world = Lab.world(2, 4, Settings.DEFAULTS);
    Wiring wiring = Wiring.of(world);
    PacketArena arena = new PacketArena(Burst.CAPACITY);
    RecordingOutbox out = new RecordingOutbox(arena);
    Router router = Router.of(world, wiring, "router-1", new RandomSource(seed));
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
      router.onMessage(mux, new RouteAnnouncement(prefixes, HOLD), now, out);
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
      if (out.timer(1) <= now) {
        router.onTimer(1, now, out);
      }
    }
  }
}
