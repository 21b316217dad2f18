package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.OperatorCommand;
import io.azimux.simulator.Simulator;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The controller dies, and nothing that it said or did is missed. */
class ControllerDeathTest {
  private static final String CONTROLLER = "controller-1";
  private static final Duration PROBES_SEE_IT = Duration.ofSeconds(11);
  private static final int CONNECTIONS = 60;

  private final Scenario scenario = Scenarios.with(CONNECTIONS, 20, List.of());
  private final TreeSet<String> backends = new TreeSet<>();
  private final List<String> outcomes = new ArrayList<>();

  private Simulator ready(long seed) {
    SimulatedWorld world = new SimulatedWorld(scenario, SimulatorOptions.of(seed));
    world.awaitReady();
    world.simulator().addFactListener((nanos, element, fact) -> fact(fact));
    return world.simulator();
  }

  private void fact(Fact fact) {
    if (fact instanceof Fact.FlowAtBackend at && at.opening()) {
      backends.add(at.backend());
    } else if (fact instanceof Fact.ConnectionEnded ended) {
      outcomes.add(ended.outcome());
    }
  }

  /** Opens connections, waits until they have ended, and says which backends they met. */
  private TreeSet<String> load(Simulator simulator) {
    backends.clear();
    outcomes.clear();
    ClientCommand.OpenMany command = scenario.load().command();
    simulator.tell("test", scenario.load().client(), command);
    simulator.runUntil(
        () -> outcomes.size() >= CONNECTIONS,
        simulator.now() + 20 * Duration.ofSeconds(1).toNanos());
    return new TreeSet<>(backends);
  }

  private static void pass(Simulator simulator, Duration time) {
    simulator.runUntil(simulator.now() + time.toNanos());
  }

  private static double version(Simulator simulator) {
    double[] version = {0};
    simulator.measure(
        CONTROLLER,
        (measure, label, value) -> version[0] += measure == Measure.CONTROL_VERSION ? value : 0);
    return version[0];
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void withoutAControllerHealthStillReachesAllMuxesAndFreshOnesForwardEveryPacket(long seed) {
    Simulator simulator = ready(seed);
    simulator.kill(CONTROLLER);
    assertThat(load(simulator)).as("seed %d", seed).containsExactly("nva1/eth0", "nva2/eth0");

    simulator.tell("test", "nva1", new OperatorCommand.SetListening(22, false));
    simulator.kill("mux-1");
    simulator.kill("mux-2");
    pass(simulator, Duration.ofSeconds(1));
    simulator.restart("mux-1");
    simulator.restart("mux-2");
    pass(simulator, PROBES_SEE_IT);
    assertThat(load(simulator)).as("seed %d: nva1 fails", seed).containsExactly("nva2/eth0");

    simulator.tell("test", "nva1", new OperatorCommand.SetListening(22, true));
    pass(simulator, PROBES_SEE_IT);
    assertThat(load(simulator)).as("seed %d: nva1 is back", seed).hasSize(2);
    assertThat(outcomes).as("seed %d", seed).hasSize(CONNECTIONS).containsOnly("completed");
    for (Disposition lost :
        List.of(Disposition.ADDRESS_UNRESOLVED, Disposition.NO_BACKEND, Disposition.NO_LIVE_MUX)) {
      assertThat(simulator.finished(lost)).as("seed %d: %s", seed, lost).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void aControllerThatStartsAnewGoesOnWithThePoolThatAnOperatorChanged(long seed) {
    Simulator simulator = ready(seed);
    setPool(simulator, "nva2/eth0");
    pass(simulator, Duration.ofSeconds(1));
    assertThat(version(simulator)).as("seed %d", seed).isEqualTo(2);
    assertThat(load(simulator)).as("seed %d", seed).containsExactly("nva2/eth0");

    simulator.kill(CONTROLLER);
    pass(simulator, Duration.ofSeconds(2));
    assertThat(load(simulator)).as("seed %d: dead", seed).containsExactly("nva2/eth0");
    simulator.restart(CONTROLLER);
    pass(simulator, Duration.ofSeconds(4));
    assertThat(version(simulator)).as("seed %d: it writes nothing new", seed).isEqualTo(2);
    assertThat(load(simulator)).as("seed %d: restarted", seed).containsExactly("nva2/eth0");

    setPool(simulator, "nva1/eth0", "nva2/eth0");
    pass(simulator, PROBES_SEE_IT);
    assertThat(version(simulator)).as("seed %d", seed).isEqualTo(3);
    assertThat(load(simulator)).as("seed %d", seed).containsExactly("nva1/eth0", "nva2/eth0");
  }

  private static void setPool(Simulator simulator, String... members) {
    simulator.tell(
        "test",
        CONTROLLER,
        new OperatorCommand.SetPool("lb-nva-pub", "lb-nva-pub-bep-in", List.of(members)));
  }
}
