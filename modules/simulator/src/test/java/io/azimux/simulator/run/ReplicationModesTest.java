package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.FlowRecord;
import io.azimux.experiment.RunResult;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.simulator.LinkFaults;
import io.azimux.simulator.Reach;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Replication;
import io.azimux.topology.Replication.Mode;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each replication mode saves when a MUX dies, restarts or is cut off. */
class ReplicationModesTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final List<String> OTHERS = List.of("mux-1", "mux-3", "mux-4");

  private static Scenario scenario(Mode mode, int connections, int lines, Fault... faults) {
    Scenario plain = Scenarios.with(connections, lines, List.of(faults));
    Replication replication = plain.world().settings().replication().with(mode);
    return plain.withSettings(plain.world().settings().withReplication(replication));
  }

  private static Fault at(long millis, Action action) {
    return new Fault(Duration.ofMillis(millis), action);
  }

  private static Action poolOfOne() {
    return new Action.SetPool("lb-nva-pub", "lb-nva-pub-bep-in", List.of("nva1/eth0"));
  }

  private static List<FlowRecord> moved(RunResult run) {
    return run.ledger().flows().stream().filter(flow -> flow.backends().size() > 1).toList();
  }

  /** One of ten servers takes no new flows any more, then a MUX dies. */
  private static Scenario shrinkingPool(Mode mode) {
    Scenario file = Scenarios.named("kill-after-pool-change");
    Settings settings =
        file.world()
            .settings()
            .withBackendMap(Settings.BackendMap.LIST_MOD)
            .withReplication(file.world().settings().replication().with(mode));
    List<Fault> faults =
        List.of(
            at(2000, new Action.Listening("web-10", 22, false)),
            at(16_000, new Action.Kill("mux-2")));
    return new Scenario(
        file.name(),
        file.description(),
        file.world().withSettings(settings),
        file.placement(),
        file.walk(),
        file.load().with(400, 12),
        faults,
        List.of(),
        List.of(),
        List.of());
  }

  @ParameterizedTest(name = "{0}: {1}..{2} of 400 flows change backend")
  @CsvSource({"NONE, 60, 390", "DDATA, 0, 0", "DDATA_DEFERRED, 0, 0", "DHT, 0, 0"})
  void aMuxDiesAfterThePoolHasChanged(Mode mode, int least, int most) {
    RunResult run = SimRun.run(shrinkingPool(mode), SimulatorOptions.of(5));
    assertThat(moved(run)).hasSizeBetween(least, most);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aMuxThatDiesWhileThePoolChangesBreaksNothingButWhatWasOnTheWay(long seed) {
    for (Mode mode : List.of(Mode.DDATA, Mode.DDATA_DEFERRED)) {
      Scenario scenario =
          scenario(mode, 300, 60, at(300, poolOfOne()), at(302, new Action.Kill("mux-2")));
      RunResult run = SimRun.run(scenario, SimulatorOptions.of(seed));
      String what = mode + " seed " + seed;
      long killed = run.ledger().loadStartNanos() + 302 * MILLI;
      if (mode == Mode.DDATA_DEFERRED) {
        assertThat(moved(run)).as(what).isEmpty();
      }
      assertThat(moved(run))
          .as(what)
          .allMatch(flow -> flow.bornNanos() > killed - 25 * MILLI && flow.bornNanos() <= killed);
    }
  }

  /** A world under load, and its MUXes' readings. */
  private static final class Loaded {
    final SimulatedWorld world;
    final Simulator simulator;

    Loaded(Mode mode, long seed, int lines) {
      Scenario scenario = scenario(mode, 200, lines);
      LinkFaults messages = LinkFaults.NONE.withJitter(2 * MILLI).withLoss(0.02);
      world = new SimulatedWorld(scenario, SimulatorOptions.of(seed).withMessages(messages));
      world.awaitReady();
      simulator = world.simulator();
      simulator.tell("test", scenario.load().client(), scenario.load().command());
    }

    double reading(String mux, Measure measure) {
      double[] found = {-1};
      simulator.measure(mux, (one, label, value) -> found[0] = one == measure ? value : found[0]);
      return found[0];
    }

    void run(long nanos) {
      simulator.runUntil(simulator.now() + nanos);
    }

    boolean digestsEqual() {
      return OTHERS.stream()
          .allMatch(
              mux ->
                  reading(mux, Measure.MUX_FLOW_DIGEST)
                      == reading("mux-2", Measure.MUX_FLOW_DIGEST));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void aRestartedMuxIsUsedOnlyOnceItHoldsWhatItsPeersHold(long seed) {
    Loaded loaded = new Loaded(Mode.DDATA, seed, 400);
    loaded.run(2 * SECOND);
    loaded.simulator.kill("mux-2");
    loaded.run(2 * SECOND);
    boolean[] used = new boolean[1];
    loaded.simulator.addFactListener(
        (nanos, element, fact) ->
            used[0] |=
                fact instanceof Fact.NextHopChanged change
                    && change.active()
                    && change.nextHop().equals("mux-2"));
    loaded.simulator.restart("mux-2");
    assertThat(loaded.simulator.runUntil(() -> used[0], loaded.simulator.now() + 20 * SECOND))
        .as("seed " + seed)
        .isTrue();
    assertThat(loaded.reading("mux-2", Measure.MUX_SYNCHRONISED)).isEqualTo(1);
    assertThat(loaded.reading("mux-2", Measure.MUX_FLOWS)).as("seed " + seed).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void afterAPartitionHasHealedAllMuxesHoldTheSame(long seed) {
    Loaded loaded = new Loaded(Mode.DDATA, seed, 300);
    loaded.run(100 * MILLI);
    Reach reach = loaded.simulator.reach();
    OTHERS.forEach(
        mux -> {
          reach.cut("mux-2", mux);
          reach.cut(mux, "mux-2");
        });
    loaded.run(4 * SECOND);
    assertThat(loaded.digestsEqual()).as("cut off, seed " + seed).isFalse();
    OTHERS.forEach(
        mux -> {
          reach.mend("mux-2", mux);
          reach.mend(mux, "mux-2");
        });
    loaded.run(40 * SECOND);
    assertThat(loaded.digestsEqual()).as("seed " + seed).isTrue();
  }

  @Test
  void aBatchThatGotLostIsHealedWithinTwoSeconds() {
    Loaded loaded = new Loaded(Mode.DDATA, 31, 400);
    loaded.simulator.reach().slow("mux-3", new Reach.Slowness(0, 1));
    loaded.run(200 * MILLI);
    assertThat(loaded.digestsEqual()).isFalse();
    loaded.simulator.reach().slow("mux-3", Reach.Slowness.NONE);
    loaded.run(2 * SECOND);
    assertThat(loaded.digestsEqual()).isTrue();
  }
}
