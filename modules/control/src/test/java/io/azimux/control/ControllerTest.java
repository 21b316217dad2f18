package io.azimux.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.OperatorCommand.SetPool;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.Places;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.SharedValue;
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
  private static final long LISTENED_TIMER = 1;

  private final World world = NvaInbound.world();
  private final Recorder out = new Recorder();
  private final Controller controller = started();

  @Test
  void whereNothingStandsItWritesTheDescribedWorldAfterListeningForASecond() {
    assertThat(out.told).isEmpty();
    listened();
    assertThat(out.lastGoal().version()).isEqualTo(1);
    assertThat(members()).containsExactly("nva1/eth0", "nva2/eth0");
    assertThat(shared("goal")).extracting(SharedValue::version).containsExactly(1L);
    assertThat(shared("places")).extracting(SharedValue::version).containsExactly(1L);
    assertThat(((Places) shared("places").get(0).value()).addresses()).hasSize(5);
  }

  @Test
  void oneThatTakesOverGoesOnFromWhatStandsAndSaysNothing() {
    store("goal", goal(7, "nva2/eth0"));
    store("places", new Places(List.of()));
    out.told.clear();
    listened();
    assertThat(shared("goal")).isEmpty();
    assertThat(readings()).containsEntry("control_version ", 7.0);
    setPool("nva1/eth0");
    assertThat(out.lastGoal().version()).isEqualTo(8);
  }

  @Test
  void whatStandsAlsoHoldsWhereItComesLate() {
    listened();
    out.told.clear();
    store("goal", goal(7, "nva2/eth0"));
    assertThat(out.told).isEmpty();
    setPool("nva2/eth0", "nva1/eth0");
    assertThat(out.lastGoal().version()).isEqualTo(8);
  }

  @Test
  void aWishThatCameSinceItBeganHoldsAgainstWhatStoodBefore() {
    listened();
    setPool("nva1/eth0");
    store("goal", goal(7, "nva2/eth0"));
    assertThat(out.lastGoal().version()).isEqualTo(8);
    assertThat(members()).containsExactly("nva1/eth0");
  }

  @Test
  void wishesThatComeWhileItListensAreFulfilledAfterwards() {
    setPool("nva1/eth0");
    assertThat(out.told).isEmpty();
    store("goal", goal(7, "nva2/eth0"));
    listened();
    assertThat(out.lastGoal().version()).isEqualTo(8);
    assertThat(members()).containsExactly("nva1/eth0");
  }

  @Test
  void noMoreThanSomeWishesWaitWhileItListens() {
    for (int i = 0; i <= Controller.MAX_WAITING; i++) {
      setPool("nva1/eth0");
    }
    assertThat(out.facts).hasSize(1).allMatch(fact -> fact instanceof Fact.CommandRefused);
  }

  @Test
  void aChangedPoolIsWrittenAndNoted() {
    listened();
    setPool("nva1/eth0", "nva2/eth0", "vm-prod-1/eth0");
    assertThat(members()).containsExactly("nva1/eth0", "nva2/eth0", "vm-prod-1/eth0");
    assertThat(out.facts)
        .containsExactly(
            new Fact.PoolChanged(
                "lb-nva-pub",
                "lb-nva-pub-bep-in",
                List.of("nva1/eth0", "nva2/eth0", "vm-prod-1/eth0"),
                2));
  }

  @Test
  void aPoolThatStaysAsItIsMakesNoNewVersion() {
    listened();
    out.told.clear();
    setPool("nva1/eth0", "nva2/eth0");
    assertThat(out.told).isEmpty();
  }

  @Test
  void aWishThatNamesTheUnknownIsRefusedAndChangesNothing() {
    listened();
    out.told.clear();
    setPool("nva1/eth0", "nva9/eth0");
    setPool("nva1/eth0", "nva1/eth0");
    say("operator", new SetPool("lb-nva-pub", "nobody", List.of("nva1/eth0")), 0);
    say("operator", new SetPool("nobody", "lb-nva-pub-bep-in", List.of("nva1/eth0")), 0);
    assertThat(out.told).isEmpty();
    assertThat(out.facts)
        .extracting(fact -> ((Fact.CommandRefused) fact).reason())
        .containsExactly(
            "no NIC 'nva9/eth0'",
            "a member is named twice",
            "no pool 'nobody' in 'lb-nva-pub'",
            "no pool 'lb-nva-pub-bep-in' in 'nobody'");
  }

  @Test
  void aVersionBeyondAllReasonIsIgnored() {
    store("goal", goal(Long.MAX_VALUE, "nva2/eth0"));
    listened();
    assertThat(out.lastGoal().version()).isEqualTo(1);
  }

  @Test
  void onlyMuxesAndHostsMayAskAndOnlyTheStoreTellsWhatStands() {
    for (String stranger : List.of("remote-pc", "router-1", "nva1", "nobody")) {
      say(stranger, new ResolveAddress(10000, Ipv4Address.parse("10.0.1.4")), 0);
      say(stranger, new SharedValue("goal", 9, goal(9, "nva2/eth0")), 0);
    }
    assertThat(out.told).isEmpty();
    assertThat(readings()).containsEntry("control_version ", 0.0);
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
  }

  @Test
  void aMoveIsWrittenAndOutlivesTheController() {
    listened();
    controller.move("nva1", "host-b", out);
    SharedValue moved = shared("places").get(1);
    assertThat(moved.version()).isEqualTo(2);
    Controller next = started();
    next.onMessage(FlowBatch.STORE, moved, 0, out);
    out.told.clear();
    next.onMessage("mux-1", new ResolveAddress(10000, Ipv4Address.parse("10.0.1.4")), 0, out);
    assertThat(((AddressResolved) out.told.get(0).message()).hostName()).isEqualTo("host-b");
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
    listened();
    String probe = "lb-nva-pub/lb-nva-pub-probe-ssh";
    HealthReport report = new HealthReport("nva1/eth0", probe, true);
    store("health/host-a", new HostHealth("host-a", List.of(report)));
    assertThat(readings())
        .containsExactly(
            Map.entry("control_version ", 1.0),
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

  private void listened() {
    controller.onTimer(LISTENED_TIMER, SECOND, out);
  }

  private void store(String key, PeerMessage value) {
    long version = value instanceof GoalState goal ? goal.version() : 1;
    say(FlowBatch.STORE, new SharedValue(key, version, value), 0);
  }

  private void setPool(String... members) {
    say("operator", new SetPool("lb-nva-pub", "lb-nva-pub-bep-in", List.of(members)), SECOND);
  }

  /** A goal state of an earlier controller, in which an operator had changed the pool. */
  private GoalState goal(long version, String... members) {
    Pools pools = new Pools(world);
    assertThat(pools.set(new SetPool("lb-nva-pub", "lb-nva-pub-bep-in", List.of(members))))
        .isEmpty();
    return new GoalStateCompiler(world).compile(version, pools);
  }

  private List<String> members() {
    return out.lastGoal().rules().get(0).backends().stream().map(Backend::name).toList();
  }

  /** What was written under a key. */
  private List<SharedValue> shared(String key) {
    List<SharedValue> values = new ArrayList<>();
    for (Recorder.Told told : out.told) {
      if (told.element().equals(FlowBatch.STORE)
          && told.message() instanceof SharedValue value
          && value.key().equals(key)) {
        values.add(value);
      }
    }
    return values;
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
