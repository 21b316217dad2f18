package io.azimux.dataplane.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.Places;
import io.azimux.packet.Tcp;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a MUX makes of the values that all share, with nobody to ask. */
class SharedStateTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HEALTH_TIMER = 2;
  private static final long RESOLVE_TIMER = 4;
  private static final FrontendRule TWO = Lab.rule(Lab.backend(1, true), Lab.backend(2, true));

  private final MuxFixture lab = new MuxFixture();

  @Test
  void aBackendThatItsHostCallsUnhealthyGetsNoNewFlowUntilItIsHealthyAgain() {
    lab.with(2, TWO);
    assertThat(backendsOfNewFlows(0)).containsExactly("nva1", "nva2");
    say("host-a", 1, true, 2, false);
    assertThat(backendsOfNewFlows(100)).containsExactly("nva1");
    say("host-a", 1, true, 2, true);
    assertThat(backendsOfNewFlows(200)).containsExactly("nva1", "nva2");
  }

  @Test
  void aBackendOfWhichItsHostSaysNothingAnyMoreIsNotTakenForHealthy() {
    lab.with(2, TWO);
    lab.share("health/host-a", health("host-a", 1, true));
    assertThat(backendsOfNewFlows(0)).containsExactly("nva1");
  }

  @Test
  void theGuestsOfASilentHostAreGivenUpAndComeBackWithItsNextWord() {
    silence();
    assertThat(backendsOfNewFlows(0)).containsExactly("nva1");
    say("host-b", 2, true);
    assertThat(backendsOfNewFlows(100)).containsExactly("nva1", "nva2");
  }

  @Test
  void whereAllHostsAreSilentTheirLastWordHolds() {
    silence();
    lab.passUntil(60 * SECOND);
    lab.mux.onTimer(HEALTH_TIMER, lab.now, lab.out);
    assertThat(backendsOfNewFlows(0)).containsExactly("nva1", "nva2");
  }

  /** Host-b last said something at 0, host-a at 10 s; at 15 s the first of them is given up. */
  private void silence() {
    lab.with(2, TWO);
    lab.share("health/host-a", health("host-a", 1, true));
    lab.share("health/host-b", health("host-b", 2, true));
    lab.passUntil(10 * SECOND);
    lab.share("health/host-a", health("host-a", 1, true));
    assertThat(lab.out.timer(HEALTH_TIMER)).isEqualTo(3 * Lab.PROBE_NANOS);
    lab.passUntil(3 * Lab.PROBE_NANOS);
    lab.mux.onTimer(HEALTH_TIMER, lab.now, lab.out);
  }

  @Test
  void itIsNotReadyBeforeItKnowsTheHealthOfAllBackends() {
    lab.share("goal", Lab.goal(1, TWO));
    assertThat(lab.mux.isInformed()).isFalse();
    lab.share("health/host-a", health("host-a", 1, false));
    assertThat(lab.mux.isInformed()).isFalse();
    lab.share("health/host-b", health("host-b", 2, false));
    assertThat(lab.mux.isInformed()).isTrue();
  }

  @Test
  void aBackendThatIsNewInThePoolDoesNotMakeItUnready() {
    lab.goal(TWO);
    assertThat(lab.mux.isInformed()).isTrue();
    lab.share("goal", Lab.goal(9, Lab.rule(Lab.backend(1, true), Lab.backend(3, true))));
    assertThat(lab.mux.isInformed()).isTrue();
  }

  @Test
  void itDoesNotWaitForEverForAHostThatIsGone() {
    lab.share("goal", Lab.goal(1, TWO));
    assertThat(lab.out.timer(HEALTH_TIMER)).isEqualTo(Mux.HEALTH_PATIENCE_NANOS);
    lab.mux.onTimer(HEALTH_TIMER, Mux.HEALTH_PATIENCE_NANOS, lab.out);
    assertThat(lab.mux.isInformed()).isTrue();
  }

  @Test
  void aDeadControllerDoesNotStopAPacketWhosePlaceIsShared() {
    lab.goal(Lab.rule(Lab.backend(1, true)));
    lab.share("places", new Places(List.of(Lab.resolved(1, Lab.hostB()))));
    lab.tcp(MuxFixture.flow(1), Tcp.SYN);
    assertThat(lab.out.transmitted()).isEmpty();
    lab.mux.onTimer(RESOLVE_TIMER, SECOND / 10, lab.out);
    assertThat(lab.out.transmitted()).hasSize(1);
    int packet = lab.out.transmitted().get(0).packet();
    assertThat(lab.outerDestination(packet)).isEqualTo(Lab.hostB().bits());
    assertThat(lab.tcp(MuxFixture.flow(2), Tcp.SYN)).isEqualTo("nva1");
  }

  @Test
  void flowsFollowAMachineThatMovedWhereOnlyTheSharedStateSaysSo() {
    lab.with(1, Lab.rule(Lab.backend(1, true)));
    lab.tcp(MuxFixture.flow(1), Tcp.SYN);
    lab.share("places", new Places(List.of(Lab.resolved(1, Lab.hostB()))));
    int packet = Packets.tcp(lab.out.arena(), MuxFixture.flow(1), Tcp.ACK);
    lab.mux.onBurst(0, Packets.burst(packet), 0, lab.out);
    assertThat(lab.outerDestination(packet)).isEqualTo(Lab.hostB().bits());
  }

  private TreeSet<String> backendsOfNewFlows(int from) {
    TreeSet<String> seen = new TreeSet<>();
    for (int i = from; i < from + 50; i++) {
      seen.add(lab.tcp(MuxFixture.flow(i), Tcp.SYN));
    }
    return seen;
  }

  private void say(String host, int one, boolean first, int other, boolean second) {
    HostHealth one1 = health(host, one, first);
    HostHealth both =
        new HostHealth(
            host, List.of(one1.reports().get(0), health(host, other, second).reports().get(0)));
    lab.share("health/" + host, both);
  }

  private void say(String host, int one, boolean first) {
    lab.share("health/" + host, health(host, one, first));
  }

  private static HostHealth health(String host, int backend, boolean healthy) {
    String name = Lab.backend(backend, true).backend().name();
    return new HostHealth(host, List.of(new HealthReport(name, TWO.probe().name(), healthy)));
  }
}
