package io.azimux.cli.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationTest {
  private static final Path SCENARIOS =
      Path.of(System.getProperty("azimux.root", "../..")).resolve("scenarios");

  private final List<String> told = new ArrayList<>();

  @Test
  void aPoolHasTheMembersOfItsWorldAgain() throws Exception {
    Scenario scenario = ScenarioFile.read(SCENARIOS.resolve("pause-mux.yaml"));
    try (FakeNode controller = controller(scenario)) {
      undo(scenario, controller);
      assertThat(controller.orders)
          .singleElement()
          .asString()
          .contains("\"controller-1\"", "\"servers\"", "\"web-10/eth0\"")
          .doesNotContain("web-11");
      assertThat(told).containsExactly("controller-1: pool servers has its members again");
    }
  }

  @Test
  void aGuestForwardsAndListensAsItsWorldSays() throws Exception {
    Scenario off = ScenarioFile.read(SCENARIOS.resolve("nva-ip-forward-off.yaml"));
    try (FakeNode guest = new FakeNode("host-a", true, off.world(), "host-a", "nva1")) {
      undo(off, guest);
      assertThat(guest.orders).hasSize(1).allMatch(order -> order.contains("true"));
    }
    Scenario deaf = ScenarioFile.read(SCENARIOS.resolve("probe-flap.yaml"));
    try (FakeNode guest = new FakeNode("host-b", true, deaf.world(), "host-b", "nva2")) {
      undo(deaf, guest);
      assertThat(guest.orders)
          .hasSize(1)
          .allMatch(order -> order.contains("true") && order.contains("22"));
    }
  }

  @Test
  void linksAreMendedAndASilentProcessIsToldOf() throws Exception {
    Scenario scenario = ScenarioFile.read(SCENARIOS.resolve("asymmetric-partition.yaml"));
    FakeNode mux = new FakeNode("mux-2", true, scenario.world(), "mux-2");
    FakePlatform platform = new FakePlatform(Engine.COMPOSE, mux);
    try (mux;
        DeployedFleet fleet = new DeployedFleet(platform, FakeNode.TOKEN)) {
      platform.units().forEach(unit -> assertThat(fleet.take(unit)).isPresent());
      new Revocation(fleet, scenario).undo(told::add);
      assertThat(mux.orders).hasSize(1);
      mux.close();
      new Revocation(fleet, scenario).undo(told::add);
    }
    assertThat(told.get(0)).isEqualTo("no process has a fault on its links");
    assertThat(told.get(1)).startsWith(told.get(0) + ": not done, ");
  }

  private void undo(Scenario scenario, FakeNode node) {
    FakePlatform platform = new FakePlatform(Engine.COMPOSE, node);
    try (DeployedFleet fleet = new DeployedFleet(platform, FakeNode.TOKEN)) {
      platform.units().forEach(unit -> assertThat(fleet.take(unit)).isPresent());
      new Revocation(fleet, scenario).undo(told::add);
    }
  }

  private static FakeNode controller(Scenario scenario) throws ScenarioException {
    return new FakeNode("controller-1", true, scenario.world(), "controller-1");
  }
}
