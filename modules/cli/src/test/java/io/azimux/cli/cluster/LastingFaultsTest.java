package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.chaos.LinkFault;
import io.azimux.topology.Action;
import io.azimux.topology.World;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastingFaultsTest {
  private static final Carrier MUX = process("mux-1", 1, "mux-1");
  private static final Carrier ROUTERS = process("router", 2, "router-1", "router-2");
  private static final Carrier HOST = process("host-a", 3, "host-a", "nva1");
  private static final List<Carrier> ALL = List.of(MUX, ROUTERS, HOST);

  private final LastingFaults faults = new LastingFaults(7, world());

  private static Carrier process(String name, int port, String... elements) {
    return new Carrier(name, List.of(elements), "" + port, "", "127.0.0.1:" + port);
  }

  private static World world() {
    try {
      return ScenarioFile.read(Path.of("../../scenarios/nva-inbound.yaml")).world();
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  private ChaosOrder of(Carrier process) {
    return faults.orderFor(process, ALL);
  }

  @Test
  void aCutIsEnforcedAtBothEndsAndInBothDirections() {
    faults.take(new Action.Cut(List.of("mux-1"), List.of("router-1"), false));
    List<LinkFault> both =
        List.of(LinkFault.cut("mux-1", "router-1"), LinkFault.cut("router-1", "mux-1"));
    assertThat(of(MUX).links()).containsExactlyElementsOf(both);
    assertThat(of(ROUTERS).links()).containsExactlyElementsOf(both);
    assertThat(of(HOST).links()).isEmpty();
    assertThat(of(HOST).active())
        .containsExactly(
            new ActiveFault("cut", "mux-1>router-1"), new ActiveFault("cut", "router-1>mux-1"));
  }

  @Test
  void processesFallSilentOnlyWhereAllTheirElementsAreCutOff() {
    faults.take(new Action.Cut(List.of("mux-1"), List.of("router-1"), false));
    assertThat(of(MUX).silentTo()).isEmpty();
    faults.take(new Action.Cut(List.of("mux-1"), List.of("router-2"), true));
    assertThat(of(MUX).silentTo()).containsExactly("127.0.0.1:2");
    assertThat(of(ROUTERS).silentTo()).isEmpty();
  }

  @Test
  void aGuestSpeaksThroughItsHost() {
    faults.take(new Action.Cut(List.of("mux-1"), List.of("host-a"), false));
    assertThat(of(MUX).silentTo()).containsExactly("127.0.0.1:3");
    assertThat(of(HOST).silentTo()).containsExactly("127.0.0.1:1");
  }

  @Test
  void mendingEndsOnlyWhatLiesBetweenTheNamed() {
    faults.take(new Action.Cut(List.of("mux-1"), List.of("router-1", "router-2"), false));
    faults.take(
        new Action.Impair(List.of("mux-1"), List.of("host-a"), 0.5, Duration.ofMillis(3), 0));
    faults.take(new Action.Mend(List.of("router-1"), List.of("mux-1")));
    assertThat(of(MUX).links())
        .containsExactly(
            LinkFault.cut("mux-1", "router-2"),
            LinkFault.cut("router-2", "mux-1"),
            new LinkFault("mux-1", "host-a", false, 0.5, 3_000_000, 0),
            new LinkFault("host-a", "mux-1", false, 0.5, 3_000_000, 0));
  }

  @Test
  void aKillLastsUntilTheRestartAndAPauseUntilItsEnd() {
    faults.take(new Action.Kill("mux-1"));
    faults.take(new Action.Pause("router-1"));
    assertThat(faults.active())
        .containsExactly(new ActiveFault("kill", "mux-1"), new ActiveFault("pause", "router-1"));
    faults.take(new Action.Restart("mux-1"));
    faults.take(new Action.Resume("router-1"));
    assertThat(faults.active()).isEmpty();
  }

  @Test
  void slowReplicationIsToldToTheMuxItMeetsAndEndsWithNoDelayAndNoLoss() {
    faults.take(new Action.SlowReplication(List.of("mux-1"), Duration.ofMillis(500), 0.1));
    assertThat(of(MUX).replicationDelayNanos()).isEqualTo(500_000_000);
    assertThat(of(MUX).replicationLoss()).isEqualTo(0.1);
    assertThat(of(HOST).replicationDelayNanos()).isZero();
    faults.take(new Action.SlowReplication(List.of("mux-1"), Duration.ZERO, 0));
    assertThat(of(MUX).replicationDelayNanos()).isZero();
    assertThat(faults.active()).isEmpty();
  }
}
