package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Action;
import io.azimux.topology.Bgp;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Expectation;
import io.azimux.topology.Fault;
import io.azimux.topology.Mutation;
import io.azimux.topology.Phase;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens in a run, as its file says it. */
class ScenarioPhasesTest {
  private static final String KILL = "{at: 0s, kind: kill, element: mux-2}";

  @Test
  void timesOfAPhaseCountFromItsBeginning() throws ScenarioException {
    Scenario scenario = read(ScenarioTexts.good());
    assertThat(scenario.phases())
        .containsExactly(
            new Phase(Phase.Name.STEADY, seconds(0), seconds(5)),
            new Phase(Phase.Name.FAULT, seconds(5), seconds(4)),
            new Phase(Phase.Name.HEAL, seconds(9), seconds(1)),
            new Phase(Phase.Name.SETTLE, seconds(10), seconds(5)));
    assertThat(scenario.faults())
        .containsExactly(
            new Fault(seconds(5), new Action.Kill("mux-2")),
            new Fault(seconds(9), new Action.Restart("mux-2")));
  }

  @Test
  void aPhaseWithoutALengthEndsWithItsLastAction() throws ScenarioException {
    String text =
        ScenarioTexts.with("lasts: 4s, do: [" + KILL, "do: [{at: 2s, kind: kill, element: mux-2}");
    assertThat(read(text).phase(Phase.Name.HEAL).orElseThrow().start()).isEqualTo(seconds(7));
  }

  @Test
  void everyKindOfActionIsRead() throws ScenarioException {
    String actions =
        """
        {kind: kill, elements: [mux-1, mux-3]}, {kind: terminate, element: mux-4},
        {kind: pause, element: mux-2}, {kind: resume, element: mux-2},
        {kind: cut, from: [mux-2], to: [router-1..2], oneWay: true},
        {kind: mend, from: [mux-2], to: [router-1]},
        {kind: impair, from: [router-1], to: [mux-2], loss: 12.5%, delay: 2ms, reorder: 1%},
        {kind: slow-replication, muxes: [mux-2], delay: 500ms, loss: 10%},
        {kind: ip-forward, machine: nva1, on: false},
        {kind: listening, machine: nva2, port: 22, on: true},
        {kind: set-pool, loadBalancer: lb-nva-pub, pool: lb-nva-pub-bep-in, members: [nva2/eth0]},
        {kind: kill, element: mux-2}\
        """;
    List<Action> read =
        read(ScenarioTexts.with(KILL, actions)).faults().stream().map(Fault::action).toList();
    assertThat(read.subList(0, read.size() - 1))
        .containsExactly(
            new Action.Kill("mux-1"),
            new Action.Kill("mux-3"),
            new Action.Terminate("mux-4"),
            new Action.Pause("mux-2"),
            new Action.Resume("mux-2"),
            new Action.Cut(List.of("mux-2"), List.of("router-1", "router-2"), true),
            new Action.Mend(List.of("mux-2"), List.of("router-1")),
            new Action.Impair(
                List.of("router-1"), List.of("mux-2"), 0.125, Duration.ofMillis(2), 0.01),
            new Action.SlowReplication(List.of("mux-2"), Duration.ofMillis(500), 0.1),
            new Action.IpForward("nva1", false),
            new Action.Listening("nva2", 22, true),
            new Action.SetPool("lb-nva-pub", "lb-nva-pub-bep-in", List.of("nva2/eth0")),
            new Action.Kill("mux-2"));
  }

  @Test
  void aRollingRestartEndsAndStartsOneElementAfterTheOther() throws ScenarioException {
    String text =
        ScenarioTexts.with(
            "lasts: 4s, do: [" + KILL,
            "do: [{kind: kill, element: mux-2}, {at: 1s, kind: rolling-restart, elements:"
                + " [mux-3..4], every: 4s}");
    Scenario scenario = read(text);
    assertThat(scenario.faults().subList(1, 5))
        .containsExactly(
            new Fault(seconds(6), new Action.Terminate("mux-3")),
            new Fault(seconds(8), new Action.Restart("mux-3")),
            new Fault(seconds(10), new Action.Terminate("mux-4")),
            new Fault(seconds(12), new Action.Restart("mux-4")));
    assertThat(scenario.phase(Phase.Name.HEAL).orElseThrow().start()).isEqualTo(seconds(14));
  }

  @Test
  void withoutPhasesTimesCountFromTheLoadAndComeInOrder() throws ScenarioException {
    String good = ScenarioTexts.good();
    String text =
        good.substring(0, good.indexOf("\nphases:"))
            + "\nfaults:\n  - {at: 7s, kind: restart, element: mux-1}\n"
            + "  - {at: 1500ms, kind: kill, element: mux-1}\n";
    assertThat(read(text).faults())
        .containsExactly(
            new Fault(Duration.ofMillis(1500), new Action.Kill("mux-1")),
            new Fault(seconds(7), new Action.Restart("mux-1")));
    assertThat(read(text).phases()).isEmpty();
  }

  @Test
  void aStandbyMuxIsStartedByAFault() throws ScenarioException {
    String text =
        ScenarioTexts.with(
                "{name: mux-4, address: 10.255.1.4}",
                "{name: mux-4, address: 10.255.1.4, standby: true}")
            .replace(KILL, "{kind: restart, element: mux-4}, " + KILL);
    assertThat(read(text).world().muxes().get(3).standby()).isTrue();
    assertThat(read(text).world().muxes().get(2).standby()).isFalse();
  }

  @Test
  void whatIsExpectedIsRead() throws ScenarioException {
    String expect =
        """
        expect:
          - {text: none moved, quantity: remapped-flows, equals: 0}
          - {text: soon over, quantity: loss-window, atMost: 1.4s, within: 2s, phase: fault}
          - {text: named, quantity: lost-packets, of: ip_forward_off, atLeast: 3}
        """;
    assertThat(read(expect + ScenarioTexts.good()).expectations())
        .containsExactly(
            new Expectation(
                "none moved",
                Expectation.Quantity.REMAPPED_FLOWS,
                Optional.empty(),
                Expectation.Comparison.EQUALS,
                0,
                Optional.empty(),
                Optional.empty()),
            new Expectation(
                "soon over",
                Expectation.Quantity.LOSS_WINDOW,
                Optional.empty(),
                Expectation.Comparison.AT_MOST,
                1.4,
                Optional.of(seconds(2)),
                Optional.of(Phase.Name.FAULT)),
            new Expectation(
                "named",
                Expectation.Quantity.LOST_PACKETS,
                Optional.of("ip_forward_off"),
                Expectation.Comparison.AT_LEAST,
                3,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aMutationChangesSomeSettingsAndKeepsTheOthers() throws ScenarioException {
    String text =
        """
        settings: {backendMap: list-mod, bgp: {holdTime: 9s, bfd: off}}
        mutations:
          - {name: without replication, settings: {replication: none, bgp: {bfd: {interval: 50ms}}}}
          - {name: without drain, drain: false}
          - {name: slow probes, probeThreshold: 7}
        """;
    Scenario scenario = read(text + ScenarioTexts.good().replace("kind: kill", "kind: terminate"));
    Settings settings = scenario.world().settings();
    assertThat(settings.bgp().hasBfd()).isFalse();
    List<Mutation> mutations = scenario.mutations();
    Bgp bgp = new Bgp(seconds(9), seconds(3), seconds(1), Duration.ofMillis(50), 3);
    assertThat(mutations.get(0).settings())
        .isEqualTo(
            settings
                .withReplication(Replication.DEFAULTS.with(Replication.Mode.NONE))
                .withBgp(bgp));
    assertThat(scenario.with(mutations.get(1)).faults().get(0).action())
        .isEqualTo(new Action.Kill("mux-2"));
    assertThat(scenario.with(mutations.get(2)).world().loadBalancers().get(0).probes())
        .allMatch(probe -> probe.probeThreshold() == 7);
    assertThat(scenario.with(mutations.get(2)).faults()).isEqualTo(scenario.faults());
  }

  @Test
  void settingsMayBeToldInFull() throws ScenarioException {
    String text =
        """
        settings:
          ecmp: {kind: resilient, buckets: 64, idleTimer: 2s, unbalancedTimer: 5s}
          replication: {mode: ddata-deferred, batch: 5ms, deferLimit: 8ms}
          bgp: {holdTime: 90s, keepalive: 20s, connectRetry: 5s, bfd: {interval: 50ms, multiplier: 4}}
          muxFlowCapacity: 1000
          untrustedFlowCapacity: 100
        """;
    Settings settings = read(text + ScenarioTexts.good()).world().settings();
    assertThat(settings.ecmp())
        .isEqualTo(new Ecmp(Ecmp.Kind.RESILIENT, 64, seconds(2), seconds(5)));
    assertThat(settings.replication().mode()).isEqualTo(Replication.Mode.DDATA_DEFERRED);
    assertThat(settings.replication().batch()).isEqualTo(Duration.ofMillis(5));
    assertThat(settings.replication().deferLimit()).isEqualTo(Duration.ofMillis(8));
    assertThat(settings.bgp())
        .isEqualTo(new Bgp(seconds(90), seconds(20), seconds(5), Duration.ofMillis(50), 4));
    assertThat(settings.untrustedFlowCapacity()).isEqualTo(100);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Scenario read(String text) throws ScenarioException {
    return ScenarioFile.parse("x", "x", text.getBytes(StandardCharsets.UTF_8));
  }
}
