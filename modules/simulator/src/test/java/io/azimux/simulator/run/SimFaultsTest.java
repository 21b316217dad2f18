package io.azimux.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.RunResult;
import io.azimux.node.Disposition;
import io.azimux.simulator.SimulatorOptions;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault is done, and two observers see it. */
class SimFaultsTest {
  private static final List<String> MUX_2 = List.of("mux-2");
  private static final List<String> ROUTERS = List.of("router-1", "router-2");

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsSeenByTwo(String name, List<Action> actions) {
    RunResult run = run(actions);
    assertThat(run.ledger().faults()).hasSize(actions.size());
    for (FaultRecord fault : run.ledger().faults()) {
      assertThat(fault.observers()).as("%s: %s", fault.fault(), fault.evidence()).isEqualTo(2);
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            "kill and restart", two(new Action.Kill("mux-2"), new Action.Restart("mux-2"))),
        Arguments.of("a dead host", two(new Action.Kill("host-b"), new Action.Restart("host-b"))),
        Arguments.of("pause", two(new Action.Pause("mux-2"), new Action.Resume("mux-2"))),
        Arguments.of(
            "cut", two(new Action.Cut(MUX_2, ROUTERS, false), new Action.Mend(MUX_2, ROUTERS))),
        Arguments.of(
            "one way", two(new Action.Cut(ROUTERS, MUX_2, true), new Action.Mend(ROUTERS, MUX_2))),
        Arguments.of(
            "bad links",
            two(
                new Action.Impair(ROUTERS, MUX_2, 0.1, Duration.ofMillis(1), 0.1),
                new Action.Mend(ROUTERS, MUX_2))),
        Arguments.of(
            "no forwarding",
            two(new Action.IpForward("nva1", false), new Action.IpForward("nva1", true))));
  }

  @Test
  void acrossACutEverythingIsLostInItsDirectionOnly() {
    RunResult run = run(List.of(new Action.Cut(ROUTERS, MUX_2, true)));
    long lost =
        run.ledger().drops().stream()
            .filter(drop -> drop.disposition() == Disposition.LINK_LOSS)
            .peek(drop -> assertThat(drop.element()).startsWith("router-"))
            .count();
    assertThat(lost).isPositive();
  }

  @Test
  void whatAPausedMuxHeldGoesOnWhenItDoes() {
    RunResult run = run(two(new Action.Pause("mux-2"), new Action.Resume("mux-2")));
    assertThat(run.conservation().orElseThrow().missing()).isZero();
    assertThat(run.ledger().flows()).allMatch(flow -> flow.outcome().equals("completed"));
  }

  private static List<Action> two(Action one, Action other) {
    return List.of(one, other);
  }

  /** 60 connections of 4 s, the actions 500 ms apart. */
  private static RunResult run(List<Action> actions) {
    List<Fault> faults = new ArrayList<>();
    for (Action action : actions) {
      faults.add(new Fault(Duration.ofMillis(1000 + 500L * faults.size()), action));
    }
    return SimRun.run(Scenarios.with(60, 200, faults), SimulatorOptions.of(5));
  }
}
