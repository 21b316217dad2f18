package io.azimux.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.Subscribe;
import io.azimux.packet.Burst;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControllerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SILENCE_TIMER = 1;
  private static final long LEARNING_TIMER = 2;
  private static final String PROBE = "lb-nva-pub-probe-ssh";

  private final World world = NvaInbound.world();
  private final Recorder out = new Recorder();
  private final Controller controller = started();

  @Test
  void aSubscriberWithoutAGoalStateGetsOneAtOnceWithAllBackendsUnhealthy() {
    say("mux-1", new Subscribe(0), 0);
    assertThat(out.lastGoal().rules().get(0).backends()).noneMatch(Backend::healthy);
    assertThat(out.versionsTo("mux-1")).containsExactly(1L);
  }

  @Test
  void aSubscriberThatIsUpToDateGetsNoAnswer() {
    say("mux-1", new Subscribe(0), 0);
    out.told.clear();
    say("mux-1", new Subscribe(1), 3 * SECOND);
    assertThat(out.told).isEmpty();
  }

  @Test
  void aSubscriberThatLostAPushGetsItAgain() {
    say("mux-1", new Subscribe(0), 0);
    report("host-a", "nva1/eth0", true, SECOND);
    out.told.clear();
    say("mux-1", new Subscribe(1), 3 * SECOND);
    assertThat(out.versionsTo("mux-1")).containsExactly(2L);
  }

  @Test
  void onlyMuxesAndHostsAreListenedTo() {
    for (String stranger : List.of("remote-pc", "router-1", "nva1", "nobody")) {
      say(stranger, new Subscribe(0), 0);
      say(stranger, new ResolveAddress(10000, Ipv4Address.parse("10.0.1.4")), 0);
      report(stranger, "nva1/eth0", true, 0);
    }
    assertThat(out.told).isEmpty();
    assertThat(out.facts).isEmpty();
  }

  @Test
  void aChangeOfHealthIsPushedToAllSubscribersAndNoted() {
    say("mux-1", new Subscribe(0), 0);
    say("host-b", new Subscribe(0), 0);
    out.told.clear();
    report("host-a", "nva1/eth0", true, SECOND);
    assertThat(out.told.stream().map(Recorder.Told::element)).containsExactly("mux-1", "host-b");
    assertThat(out.lastGoal().rules().get(0).backends().stream().map(Backend::healthy))
        .containsExactly(true, false);
    assertThat(out.facts).containsExactly(new Fact.BackendHealth("nva1/eth0", true));
  }

  @Test
  void aRepeatedReportChangesNothing() {
    say("mux-1", new Subscribe(0), 0);
    report("host-a", "nva1/eth0", true, SECOND);
    out.told.clear();
    out.facts.clear();
    report("host-a", "nva1/eth0", true, 6 * SECOND);
    assertThat(out.told).isEmpty();
    assertThat(out.facts).isEmpty();
  }

  @Test
  void onlyTheHostOfABackendMayReportOnIt() {
    say("mux-1", new Subscribe(0), 0);
    out.told.clear();
    report("host-b", "nva1/eth0", true, SECOND);
    report("mux-1", "nva1/eth0", true, SECOND);
    report("host-a", "nva9/eth0", true, SECOND);
    report("host-a", "nva1", true, SECOND);
    say("host-a", new HealthReport("nva1/eth0", "no-such-probe", true), SECOND);
    assertThat(out.told).isEmpty();
    assertThat(readings()).containsEntry("probe_healthy nva1/eth0", 0.0);
  }

  @Test
  void aBackendOfASilentHostIsGivenUpAfterThreeIntervals() {
    say("mux-1", new Subscribe(0), 0);
    report("host-a", "nva1/eth0", true, SECOND);
    report("host-b", "nva2/eth0", true, 2 * SECOND);
    assertThat(out.timers).containsEntry(SILENCE_TIMER, 16 * SECOND);
    report("host-b", "nva2/eth0", true, 7 * SECOND);
    out.told.clear();
    out.facts.clear();

    controller.onTimer(SILENCE_TIMER, 16 * SECOND, out);
    assertThat(out.facts).containsExactly(new Fact.BackendHealth("nva1/eth0", false));
    assertThat(out.lastGoal().rules().get(0).backends().stream().map(Backend::healthy))
        .containsExactly(false, true);
    assertThat(out.timers).containsEntry(SILENCE_TIMER, 22 * SECOND);

    report("host-a", "nva1/eth0", true, 17 * SECOND);
    assertThat(out.lastGoal().rules().get(0).backends()).allMatch(Backend::healthy);
  }

  @Test
  void aSilenceTimerThatIsEarlyGivesNothingUp() {
    report("host-a", "nva1/eth0", true, SECOND);
    out.facts.clear();
    controller.onTimer(SILENCE_TIMER, 16 * SECOND - 1, out);
    assertThat(out.facts).isEmpty();
    assertThat(out.timers).containsEntry(SILENCE_TIMER, 16 * SECOND);
  }

  @Test
  void aControllerThatTakesOverSpeaksOnlyOnceItKnowsTheHealthOfAll() {
    say("mux-1", new Subscribe(5), SECOND);
    say("mux-2", new Subscribe(4), SECOND);
    say("mux-3", new Subscribe(0), SECOND);
    report("host-a", "nva1/eth0", true, 2 * SECOND);
    assertThat(out.told).isEmpty();

    report("host-b", "nva2/eth0", true, 3 * SECOND);
    assertThat(out.lastGoal().rules().get(0).backends()).allMatch(Backend::healthy);
    assertThat(out.told.stream().map(Recorder.Told::element))
        .containsExactly("mux-1", "mux-2", "mux-3");
    assertThat(out.versionsTo("mux-2")).containsExactly(6L);
  }

  @Test
  void aControllerThatTakesOverWaitsNoLongerThanAnIntervalAndASecond() {
    say("mux-1", new Subscribe(5), SECOND);
    report("host-b", "nva2/eth0", true, 2 * SECOND);
    assertThat(out.timers).containsEntry(LEARNING_TIMER, 6 * SECOND);
    controller.onTimer(LEARNING_TIMER, 6 * SECOND, out);
    assertThat(out.lastGoal().rules().get(0).backends().stream().map(Backend::healthy))
        .containsExactly(false, true);
    assertThat(out.versionsTo("mux-1")).containsExactly(6L);
  }

  @Test
  void versionsNeverRunBackwardsForASubscriberThatIsAheadOfALateController() {
    say("mux-1", new Subscribe(0), 0);
    report("host-a", "nva1/eth0", true, SECOND);
    report("host-b", "nva2/eth0", true, SECOND);
    out.told.clear();
    say("mux-2", new Subscribe(40), 9 * SECOND);
    assertThat(out.told.stream().map(Recorder.Told::element)).containsExactly("mux-1", "mux-2");
    assertThat(out.versionsTo("mux-2")).containsExactly(41L);
  }

  @Test
  void anEqualVersionOfAnotherControllerIsNotTakenForItsOwn() {
    say("mux-1", new Subscribe(0), 0);
    report("host-a", "nva1/eth0", true, SECOND);
    report("host-b", "nva2/eth0", false, SECOND);
    out.told.clear();
    say("mux-2", new Subscribe(2), 9 * SECOND);
    assertThat(out.versionsTo("mux-2")).containsExactly(3L);
  }

  @Test
  void aVersionBeyondAllReasonIsIgnored() {
    say("mux-1", new Subscribe(Long.MAX_VALUE), 9 * SECOND);
    assertThat(out.told).isEmpty();
    say("mux-1", new Subscribe(0), 9 * SECOND);
    assertThat(out.versionsTo("mux-1")).containsExactly(1L);
  }

  @Test
  void anAddressIsResolvedToItsHost() {
    Ipv4Address customer = Ipv4Address.parse("10.0.1.4");
    say("mux-1", new ResolveAddress(10000, customer), 0);
    assertThat(out.told)
        .containsExactly(
            new Recorder.Told(
                "mux-1",
                new AddressResolved(
                    10000,
                    customer,
                    Ipv4Address.parse("10.255.2.1"),
                    "host-a",
                    MacAddress.of(customer))));
  }

  @Test
  void anAddressOfAnotherNetworkOrNobodyIsUnknown() {
    say("mux-1", new ResolveAddress(10001, Ipv4Address.parse("10.0.1.4")), 0);
    say("mux-1", new ResolveAddress(10000, Ipv4Address.parse("10.0.1.99")), 0);
    assertThat(out.told).hasSize(2).noneMatch(told -> ((AddressResolved) told.message()).known());
  }

  @Test
  void whoeverAskedIsToldWhenAMachineMoves() {
    Ipv4Address customer = Ipv4Address.parse("10.0.1.4");
    say("mux-1", new ResolveAddress(10000, customer), 0);
    say("mux-1", new ResolveAddress(10000, customer), 0);
    say("host-b", new ResolveAddress(10000, customer), 0);
    out.told.clear();
    controller.move("nva1", "host-b", out);
    assertThat(out.told.stream().map(Recorder.Told::element)).containsExactly("mux-1", "host-b");
    assertThat(out.told)
        .allMatch(told -> ((AddressResolved) told.message()).hostName().equals("host-b"));
    say("mux-1", new Subscribe(0), 0);
    report("host-b", "nva1/eth0", true, SECOND);
    assertThat(out.facts).containsExactly(new Fact.BackendHealth("nva1/eth0", true));
  }

  @Test
  void aMoveToNowhereIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> controller.move("nva1", "host-z", out));
    assertThatIllegalArgumentException().isThrownBy(() -> controller.move("nva9", "host-b", out));
  }

  @Test
  void onlyAControllersNameMakesAController() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Controller.of(world, Wiring.of(world), "mux-1", new RandomSource(1)))
        .withMessage("'mux-1' is no controller");
  }

  @Test
  void aPacketThatComesAllTheSameIsFinished() {
    Burst burst = new Burst();
    burst.add(out.arena().allocate());
    controller.onBurst(0, burst, 0, out);
    assertThat(out.finished).containsExactly(Disposition.NOT_FOR_ME);
  }

  @Test
  void theVersionAndEveryBackendAreMeasured() {
    report("host-a", "nva1/eth0", true, SECOND);
    assertThat(readings())
        .containsExactly(
            Map.entry("control_version ", 2.0),
            Map.entry("probe_healthy nva1/eth0", 1.0),
            Map.entry("probe_healthy nva2/eth0", 0.0));
  }

  private Controller started() {
    Controller made = Controller.of(world, Wiring.of(world), "controller-1", new RandomSource(1));
    made.start(0, out);
    return made;
  }

  private void say(String from, PeerMessage message, long nowNanos) {
    controller.onMessage(from, message, nowNanos, out);
  }

  private void report(String from, String backend, boolean healthy, long nowNanos) {
    say(from, new HealthReport(backend, PROBE, healthy), nowNanos);
  }

  private Map<String, Double> readings() {
    Map<String, Double> readings = new LinkedHashMap<>();
    List<Measure> measures = new ArrayList<>();
    controller.measure(
        (measure, label, value) -> {
          measures.add(measure);
          readings.put(measure + " " + label, value);
        });
    assertThat(measures).hasSameSizeAs(readings.keySet());
    return readings;
  }
}
