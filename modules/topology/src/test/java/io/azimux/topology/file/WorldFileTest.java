package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.azimux.topology.MuxSpec;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios that take their world from another file, ranges, and changes of the command line. */
class WorldFileTest {
  @TempDir Path directory = Path.of("");

  @BeforeEach
  void world() throws IOException {
    Files.createDirectories(directory.resolve("worlds"));
    Files.writeString(
        directory.resolve("worlds/nva.yaml"),
        "settings: {backendMap: list-mod, bgp: {holdTime: 9s}}\n" + ScenarioTexts.good());
  }

  @Test
  void aScenarioTakesTheWorldOfAnotherFileAndChangesSomeOfIt() throws Exception {
    Scenario scenario =
        read(
            """
            description: mine
            world: worlds/nva.yaml
            settings: {bgp: {keepalive: 2s}}
            load: {connections: 7}
            """);
    assertThat(scenario.description()).isEqualTo("mine");
    assertThat(scenario.name()).isEqualTo("own");
    assertThat(scenario.world().muxes()).hasSize(4);
    assertThat(scenario.load().connections()).isEqualTo(7);
    assertThat(scenario.load().lineBytes()).isEqualTo(64);
    assertThat(scenario.world().settings().bgp().holdTime()).hasSeconds(9);
    assertThat(scenario.world().settings().bgp().keepalive()).hasSeconds(2);
  }

  @Test
  void whatHappensInTheOtherFileIsNotTaken() throws Exception {
    Scenario scenario = read("description: quiet\nworld: worlds/nva.yaml\n");
    assertThat(scenario.faults()).isEmpty();
    assertThat(scenario.phases()).isEmpty();
  }

  @Test
  void aMistakeIsToldWithTheFileInWhichItStands() throws IOException {
    Path world = directory.resolve("worlds/nva.yaml");
    Files.writeString(world, Files.readString(world).replace("vni: 10000", "vni: 0"));
    String mistakes =
        mistakes("description: mine\nworld: worlds/nva.yaml\nload: {connections: 0}\n");
    assertThat(mistakes.lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith(own() + ":3:21: load.connections: 0 is out"),
            second ->
                assertThat(second)
                    .matches(
                        ".*worlds/nva\\.yaml:[0-9]+:10: virtualNetworks\\[0]\\.vni: 0 is out.*"));
  }

  @Test
  void aWorldThatIsNotThereOrLiesElsewhereIsAMistake() throws IOException {
    assertThat(mistakes("description: x\nworld: none.yaml\n"))
        .startsWith(own() + ":2:8: world: 'none.yaml' cannot be read");
    assertThat(mistakes("description: x\nworld: ../none.yaml\n"))
        .isEqualTo(own() + ":2:8: world: '../none.yaml' does not lie beside or below this file");
    Files.writeString(directory.resolve("worlds/b.yaml"), "world: nva.yaml\n");
    assertThat(mistakes("description: x\nworld: worlds/b.yaml\n"))
        .contains("worlds/b.yaml:1:8: world: a world cannot be taken from a file that takes it");
  }

  @Test
  void aRangeStandsForManyElementsAndForManyNames() throws Exception {
    Scenario scenario =
        read(
            """
            description: many
            world: worlds/nva.yaml
            hosts: [{name: host-1..2, address: 10.255.2.1..2}]
            muxes:
              - {name: mux-1..4, address: 10.255.1.1..4}
              - {name: mux-5..8, address: 10.255.1.5..8, standby: true}
            virtualMachines:
              - name: web-1..5
                host: host-1..2
                networkInterfaces:
                  - {name: eth0, subnet: vnet-hub/snet-north, privateIPAddress: 10.0.1.11..15}
                listens: [22]
            loadBalancers:
              - name: lb
                frontendIPConfigurations: [{name: fip, publicIPAddress: 20.240.9.27}]
                backendAddressPools: [{name: web, backendIPConfigurations: [web-1..4/eth0]}]
                loadBalancingRules:
                  - name: ssh
                    frontendIPConfiguration: fip
                    backendAddressPool: web
                    protocol: Tcp
                    frontendPort: 22
                    backendPort: 22
            """);
    assertThat(scenario.world().muxes().stream().map(MuxSpec::name))
        .containsExactly("mux-1", "mux-2", "mux-3", "mux-4", "mux-5", "mux-6", "mux-7", "mux-8");
    assertThat(scenario.world().virtualMachines().stream().map(VirtualMachine::host))
        .containsExactly("host-1", "host-2", "host-1", "host-2", "host-1");
    assertThat(scenario.world().networkInterface("web-5/eth0").orElseThrow().privateIPAddress())
        .hasToString("10.0.1.15");
    assertThat(
            scenario
                .world()
                .loadBalancers()
                .get(0)
                .backendAddressPools()
                .get(0)
                .backendIPConfigurations())
        .containsExactly("web-1/eth0", "web-2/eth0", "web-3/eth0", "web-4/eth0");
  }

  @Test
  void theCommandLineChangesWhatTheFileSays() throws Exception {
    Files.writeString(own(), "description: x\nworld: worlds/nva.yaml\n");
    Scenario scenario =
        ScenarioFile.read(
            own(),
            List.of("settings.replication=none", "load.connections=9", "load.connections=3"));
    assertThat(scenario.world().settings().replication().mode()).isEqualTo(Replication.Mode.NONE);
    assertThat(scenario.world().settings().bgp().holdTime()).hasSeconds(9);
    assertThat(scenario.load().connections()).isEqualTo(3);
  }

  @Test
  void theCommandLineTakesTheScenarioToAnotherWorld() throws Exception {
    Path other = directory.resolve("worlds/other.yaml");
    String world = Files.readString(directory.resolve("worlds/nva.yaml"));
    Files.writeString(other, world.replace("holdTime: 9s", "holdTime: 30s"));
    Files.writeString(own(), "description: mine\nworld: worlds/nva.yaml\nload: {connections: 7}\n");
    Scenario scenario = ScenarioFile.read(own(), List.of("world=worlds/other.yaml"));
    assertThat(scenario.world().settings().bgp().holdTime()).hasSeconds(30);
    assertThat(scenario.load().connections()).isEqualTo(7);
  }

  @Test
  void aMistakeOfTheCommandLineIsToldAsOne() {
    assertThat(changed("settings.replication=all"))
        .isEqualTo(
            "--set settings.replication:1:1: settings.replication: 'all' is not known; valid:"
                + " ddata, none, ddata-deferred, lazy, dht");
    assertThat(changed("settings.speed=9")).contains("settings.speed: unknown key 'speed'");
    assertThat(changed("settings"))
        .isEqualTo(
            "--set settings:1:1: 'settings' sets nothing; valid: KEY=VALUE, as in"
                + " settings.replication=none");
    assertThat(changed("settings.ecmp={kind: [}")).contains("--set settings.ecmp:1:9: not YAML");
  }

  @Test
  void rangesCannotMakeMoreThanAListMayHold() {
    assertThat(
            ScenarioTexts.mistakes(ScenarioTexts.with("nva1/eth0, nva2", "a-1..999999999, nva2")))
        .anyMatch(mistake -> mistake.contains("more than 1024 elements"));
  }

  private String changed(String change) {
    try {
      ScenarioFile.read(ScenarioTexts.NVA_INBOUND, List.of(change));
      return "";
    } catch (ScenarioException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String mistakes(String text) throws IOException {
    try {
      read(text);
      return "";
    } catch (ScenarioException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Scenario read(String text) throws IOException, ScenarioException {
    Files.writeString(own(), text);
    return ScenarioFile.read(own());
  }

  private Path own() {
    return directory.resolve("own.yaml");
  }

  @Test
  void noFileThatIsReadEndsInAnotherException() {
    assertThatExceptionOfType(ScenarioException.class).isThrownBy(() -> read("world: \"a\\0b\"\n"));
  }
}
