package io.azimux.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.TestWorld;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.file.ScenarioFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
  private final Scenario scenario = TestWorld.scenario();

  @ParameterizedTest
  @EnumSource(Scenario.Placement.class)
  void everyElementRunsInExactlyOneProcess(Scenario.Placement placement) {
    List<String> placed =
        Placement.plan(scenario, placement).stream()
            .flatMap(jvm -> jvm.elements().stream())
            .toList();
    List<String> elements =
        Wiring.of(scenario.world()).elements().stream().map(Wiring.Element::name).toList();
    assertThat(placed).containsExactlyInAnyOrderElementsOf(elements);
  }

  @ParameterizedTest
  @EnumSource(Scenario.Placement.class)
  void theControllersProcessComesFirst(Scenario.Placement placement) {
    assertThat(Placement.plan(scenario, placement).get(0).elements()).contains("controller-1");
  }

  @ParameterizedTest
  @EnumSource(Scenario.Placement.class)
  void whatStandsForAGuestOutsideIsInItsHostsProcess(Scenario.Placement placement)
      throws Exception {
    String nic = "privateIPAddress: 10.0.2.6}\n    listens: [22]";
    String attached = "privateIPAddress: 10.0.2.6, attached: {listen: 127.0.0.1:1, vni: 1}}";
    String text = Files.readString(TestWorld.file()).replace(nic, attached);
    Scenario outside = ScenarioFile.parse("x", "x", text.getBytes(StandardCharsets.UTF_8));
    assertThat(outside.world().attached()).containsExactly("vm-prod-1");
    assertThat(Placement.plan(outside, placement))
        .filteredOn(jvm -> jvm.elements().contains("vm-prod-1"))
        .singleElement()
        .satisfies(jvm -> assertThat(jvm.elements()).contains("host-b"));
  }

  @Test
  void oneProcessHoldsAll() {
    List<JvmPlan> plan = Placement.plan(scenario, Scenario.Placement.ONE_JVM);
    assertThat(plan).singleElement().extracting(JvmPlan::name).isEqualTo("all");
    assertThat(plan.get(0).roles())
        .containsExactlyInAnyOrder("controller", "router", "mux", "host", "client", "vm");
  }

  @Test
  void perRoleGivesGuestsAProcessOfTheirOwn() {
    assertThat(Placement.plan(scenario, Scenario.Placement.PER_ROLE))
        .extracting(JvmPlan::name)
        .containsExactly("controller", "router", "mux", "host", "client", "vm");
  }

  @Test
  void perMachineKeepsGuestsOnTheirHost() {
    List<JvmPlan> plan = Placement.plan(scenario, Scenario.Placement.PER_MACHINE);
    assertThat(plan).hasSize(10);
    assertThat(plan)
        .contains(
            new JvmPlan("host-a", List.of("host", "vm"), List.of("host-a", "nva1")),
            new JvmPlan("mux-2", List.of("mux"), List.of("mux-2")));
  }

  @Test
  void perElementSeparatesEverything() {
    assertThat(Placement.plan(scenario, Scenario.Placement.PER_ELEMENT))
        .hasSize(13)
        .allSatisfy(jvm -> assertThat(jvm.elements()).containsExactly(jvm.name()));
  }

  @Test
  void heapGrowsWithWhatAProcessHosts() {
    assertThat(new JvmPlan("a", List.of(), List.of("a")).heapMegabytes()).isEqualTo(128);
    assertThat(new JvmPlan("a", List.of(), List.of("a", "b", "c")).heapMegabytes()).isEqualTo(192);
  }
}
