package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Mutations;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Measure;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Settings;
import io.azimux.topology.Settings.BackendMap;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutated packets while pools, hosts and time change: nothing is lost, nothing grows. */
class MuxFuzzTest {
  private static final int CAPACITY = 500;
  private static final long STEP_NANOS = 20_000_000L;

  private final PacketArena arena = new PacketArena(2 * Burst.CAPACITY);
  private final RecordingOutbox out = new RecordingOutbox(arena);
  private long version;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20_230_520, 7})
  void whateverComesInGoesOutOnceOrEndsOnce(long seed) {
    RandomSource random = new RandomSource(seed);
    Settings settings = Lab.settings(Ecmp.Kind.MOD_N, BackendMap.LIST_MOD, CAPACITY);
    World world = Lab.world(2, 2, settings);
    Mux mux = Mux.of(world, Wiring.of(world), "mux-1", new RandomSource(seed));
    mux.start(0, out);
    Mutations mutations =
        new Mutations(random, Lab.CLIENT, Lab.FRONTEND, Ipv4Address.parse("20.0.0.1"));
    Burst burst = new Burst();
    long sent = 0;
    long ended = 0;
    long now = 0;
    for (int left = Mutations.packets() / 2; left > 0; left -= burst.size()) {
      now += STEP_NANOS;
      disturb(mux, random, now);
      fill(burst, mutations, random);
      sent += burst.size();
      mux.onBurst(random.nextInt(2), burst, now, out);
      runTimers(mux, now);
      ended += out.transmitted().size() + out.finished().size();
      out.clear();
      assertThat(sent - ended).as("seed %d, %d left", seed, left).isEqualTo(arena.inUse());
      mux.measure(
          (measure, label, value) -> {
            assertThat(value).as("seed %d: %s %s", seed, measure, label).isNotNegative();
            if (measure == Measure.MUX_FLOWS) {
              assertThat(value).as("seed %d", seed).isLessThanOrEqualTo(CAPACITY);
            }
          });
    }
    runTimers(mux, now + 1_000_000_000L);
    out.clear();
    assertThat(arena.inUse()).as("seed %d", seed).isZero();
  }

  private void fill(Burst burst, Mutations mutations, RandomSource random) {
    burst.clear();
    int room = Math.min(Burst.CAPACITY, arena.capacity() - arena.inUse());
    for (int i = 1 + random.nextInt(room); i > 0; i--) {
      burst.add(mutations.next(arena));
    }
  }

  private void disturb(Mux mux, RandomSource random, long now) {
    int backend = 1 + random.nextInt(6);
    switch (random.nextInt(6)) {
      case 0 -> {
        FrontendRule[] rules = rules(random);
        mux.onMessage(FlowBatch.STORE, shared("goal", Lab.goal(++version, rules)), now, out);
        if (random.chance(0.8)) {
          mux.onMessage(FlowBatch.STORE, shared("health/host-a", Lab.health(rules)), now, out);
        }
      }
      case 1 -> mux.onMessage(Lab.CONTROLLER, Lab.resolved(backend, Lab.hostA()), now, out);
      case 2 -> mux.onMessage(Lab.CONTROLLER, Lab.resolved(backend, Lab.hostB()), now, out);
      case 3 -> mux.onMessage(Lab.CONTROLLER, Lab.resolved(backend, new Ipv4Address(0)), now, out);
      default -> mux.onMessage("stranger", Lab.resolved(backend, Lab.hostA()), now, out);
    }
  }

  private SharedValue shared(String key, PeerMessage value) {
    return new SharedValue(key, version, value);
  }

  private static FrontendRule[] rules(RandomSource random) {
    FrontendRule[] rules = new FrontendRule[random.nextInt(3)];
    for (int i = 0; i < rules.length; i++) {
      Lab.Pooled[] pool = new Lab.Pooled[random.nextInt(6)];
      for (int j = 0; j < pool.length; j++) {
        pool[j] = Lab.backend(j + 1, random.nextInt(3) != 0);
      }
      int protocol = i == 0 ? Ipv4.TCP : Ipv4.UDP;
      Distribution kind = Distribution.values()[random.nextInt(3)];
      rules[i] = Lab.rule("rule" + i, protocol, 22, kind, pool);
    }
    return rules;
  }

  private void runTimers(Mux mux, long now) {
    while (out.timers().values().stream().mapToLong(at -> at).min().orElse(Outbox.NEVER) <= now) {
      Map.Entry<Long, Long> due = out.takeEarliestTimer();
      mux.onTimer(due.getKey(), due.getValue(), out);
    }
  }
}
