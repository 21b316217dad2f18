package io.azimux.cli.deployed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Screen;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must hold before anything is done to a deployment. */
class PreflightTest {
  private static final String[] ALL = {
    "controller-1",
    "router-1",
    "router-2",
    "mux-1",
    "mux-2",
    "mux-3",
    "mux-4",
    "host-a",
    "host-b",
    "nva1",
    "nva2",
    "vm-prod-1",
    "remote-pc"
  };

  private final List<FakeNode> nodes = new ArrayList<>();
  private final Screen screen = Screen.piped();

  private static Scenario scenario(String name, String... changes) {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    try {
      return ScenarioFile.read(root.resolve("scenarios").resolve(name + ".yaml"), List.of(changes));
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(FakeNode::close);
  }

  /** A deployment of the demo's world in one process. */
  private FakePlatform deployed(boolean cuttable, String... elements) {
    FakeNode node = new FakeNode("all", cuttable, scenario("nva-inbound").world(), elements);
    nodes.add(node);
    return new FakePlatform(Engine.COMPOSE, node);
  }

  private void check(Platform platform, Scenario scenario, String token) {
    Preflight.check(
            platform,
            scenario,
            token,
            screen.console(),
            world -> Optional.of("a hint for " + world.path("controller").path("name").asText()))
        .close();
  }

  @Test
  void anotherWorldIsNamedPlaceByPlace() {
    Scenario other = scenario("nva-inbound", "settings.hashSeed=7");
    assertThatThrownBy(() -> check(deployed(true, ALL), other, FakeNode.TOKEN))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "all runs another world than nva-inbound; nothing was touched\n"
                + "settings.hashSeed: scenario 7, deployed 10000\n"
                + "a hint for controller-1");
    assertThat(nodes.get(0).orders).isEmpty();
  }

  @Test
  void ofManyDifferencesTheFirstAreShownAndTheOthersCounted() {
    assertThatThrownBy(() -> check(deployed(true, ALL), scenario("drain-mux"), FakeNode.TOKEN))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("muxes.mux-5: only in the scenario")
        .hasMessageMatching("(?s).*\nand \\d+ more\na hint for controller-1");
  }

  @Test
  void whatNobodyCarriesIsMissing() {
    assertThatThrownBy(
            () -> check(deployed(true, "mux-1", "mux-2"), scenario("nva-inbound"), FakeNode.TOKEN))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("nothing that runs in a test carries ")
        .hasMessageContaining("router-1")
        .hasMessageNotContaining("mux-1");
  }

  @Test
  void ordersNeedTheToken() {
    assertThatThrownBy(() -> check(deployed(true, ALL), scenario("nva-inbound"), "guess"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("box all takes no orders")
        .hasMessageContaining("--token-file");
  }

  @Test
  void processesThatCannotBeCutOffAreNamed() {
    Scenario cut =
        scenario(
            "partition-mux",
            "world=nva-inbound.yaml",
            "phases={fault: {lasts: 1s, do: [{kind: cut, from: [mux-2], to: [mux-1]}]}}",
            "expect=[]",
            "mutations=[]");
    assertThatThrownBy(() -> check(deployed(false, ALL), cut, FakeNode.TOKEN))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("not started for: all")
        .hasMessageContaining("AZIMUX_CUTTABLE=true");
  }

  @Test
  void aVictimThatStandsByMustBeDeployedToBeStarted() {
    Scenario web = scenario("scale-out-in");
    FakeNode node =
        new FakeNode(
            "all",
            true,
            web.world(),
            Wiring.of(web.world()).elements().stream()
                .map(Wiring.Element::name)
                .filter(name -> !name.equals("mux-6"))
                .toArray(String[]::new));
    nodes.add(node);
    FakePlatform platform = new FakePlatform(Engine.COMPOSE, node);
    assertThatThrownBy(() -> check(platform, web, FakeNode.TOKEN))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("mux-6")
        .hasMessageContaining("nothing in a test carries");
  }
}
