package io.azimux.cli.deployed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.topology.World;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeployedFleetTest {
  private static final World WORLD = world();

  private final FakeNode mux = new FakeNode("mux-1", true, WORLD, "mux-1");
  private final FakeNode host = new FakeNode("host-a", true, WORLD, "host-a", "nva1");
  private FakePlatform platform = new FakePlatform(Engine.COMPOSE, mux, host);

  private static World world() {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    try {
      return ScenarioFile.read(root.resolve("scenarios/nva-inbound.yaml")).world();
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    mux.close();
    host.close();
  }

  private DeployedFleet fleet() {
    DeployedFleet fleet = new DeployedFleet(platform, FakeNode.TOKEN);
    platform.units().forEach(unit -> assertThat(fleet.take(unit)).isPresent());
    return fleet;
  }

  private static Carrier of(DeployedFleet fleet, String element) {
    return fleet.carrier(element).orElseThrow();
  }

  @Test
  void aProcessIsKnownByWhatItSaysOfItself() {
    try (DeployedFleet fleet = fleet()) {
      Carrier carrier = of(fleet, "nva1");
      assertThat(carrier.name()).isEqualTo("host-a");
      assertThat(carrier.elements()).containsExactly("host-a", "nva1");
      assertThat(carrier.address()).isEqualTo("host-a:17355");
      assertThat(carrier.place()).isEqualTo("box host-a");
      assertThat(fleet.statuses()).containsOnlyKeys("mux-1", "host-a");
    }
  }

  @Test
  void ofSeveralWaysTheOneThatLeadsThereIsTaken() {
    Unit unit = mux.unit(0);
    URI nowhere = URI.create("http://127.0.0.1:1");
    try (DeployedFleet fleet = new DeployedFleet(platform, "")) {
      Unit both = new Unit(unit.id(), unit.life(), unit.place(), List.of(nowhere, mux.url()));
      assertThat(fleet.take(both)).isPresent();
      assertThat(fleet.statuses()).containsOnlyKeys("mux-1");
      Unit none = new Unit("x", "x", "box x", List.of(nowhere));
      assertThat(fleet.take(none)).isEmpty();
    }
  }

  @Test
  void twoProcessesOfOneNameAreNoFleet() {
    try (DeployedFleet fleet = fleet()) {
      assertThatThrownBy(() -> fleet.take(mux.unit(5)))
          .isInstanceOf(CannotStart.class)
          .hasMessage("two processes call themselves mux-1: box mux-1 and box mux-1");
    }
  }

  @Test
  void oneThatIsGoneIsAskedNothingAndHasAnotherLifeAfterwards() throws Exception {
    try (DeployedFleet fleet = fleet()) {
      Carrier before = of(fleet, "mux-1");
      fleet.kill(before).join();
      assertThat(fleet.standing(before)).isEqualTo(Fleet.Standing.GONE);
      assertThat(fleet.statuses()).containsOnlyKeys("host-a");
      mux.address = "azimux@elsewhere:17355";
      Carrier after = fleet.start("mux-1").orElseThrow();
      assertThat(after.life()).isNotEqualTo(before.life());
      assertThat(after.address()).as("not known before it answers").isEmpty();
      assertThatThrownBy(() -> fleet.client(before).status())
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(fleet.statuses()).containsOnlyKeys("mux-1", "host-a");
      assertThat(of(fleet, "mux-1").address()).isEqualTo("elsewhere:17355");
    }
  }

  @Test
  void oneThatRunsIsNotStarted() {
    try (DeployedFleet fleet = fleet()) {
      assertThat(fleet.start("mux-1")).isEmpty();
      assertThat(platform.done).isEmpty();
    }
  }

  @Test
  void whatARunLeftBehindIsUndone() {
    List<String> told = new ArrayList<>();
    try (DeployedFleet fleet = fleet()) {
      fleet.isolate(of(fleet, "mux-1"));
      fleet.pause(of(fleet, "host-a"));
      fleet.restore(told::add);
      fleet.terminate(of(fleet, "host-a")).join();
      fleet.restore(told::add);
      fleet.restore(told::add);
    }
    assertThat(platform.done)
        .containsExactly(
            "isolate mux-1",
            "pause host-a",
            "rejoin mux-1",
            "resume host-a",
            "terminate host-a",
            "start host-a");
    assertThat(told)
        .containsExactly(
            "box mux-1 is on its network again",
            "box host-a goes on",
            "box host-a is started again");
  }

  @Test
  void timesOfOtherMachinesAreCorrectedByTheirClocks() {
    long hour = 3_600_000_000_000L;
    platform = new FakePlatform(Engine.KUBERNETES, mux, host);
    mux.ahead = hour;
    try (DeployedFleet fleet = fleet()) {
      fleet.statuses();
      Carrier carrier = of(fleet, "mux-1");
      long now = Fleet.now();
      long bound = fleet.clock(carrier).uncertainty();
      assertThat(bound).isLessThan(hour / 100);
      assertThat(Math.abs(fleet.ourTime(carrier, now + hour) - now)).isLessThanOrEqualTo(bound);
      assertThat(fleet.ourTime(of(fleet, "host-a"), now)).isCloseTo(now, Offset.offset(hour / 100));
    }
  }

  @Test
  void onOneMachineTimesAreWhatTheyAre() {
    mux.ahead = 5_000_000_000L;
    try (DeployedFleet fleet = fleet()) {
      fleet.statuses();
      assertThat(fleet.ourTime(of(fleet, "mux-1"), 42)).isEqualTo(42);
    }
  }
}
