package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.FrontendIPConfiguration;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.LoadBalancer.Probe;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.Scenario;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The scenario file in the repository says what figure 4-21 of the text shows. */
class NvaInboundTest {
  private static Scenario scenario;
  private static World world;

  @BeforeAll
  static void read() throws ScenarioException {
    scenario = ScenarioFile.read(ScenarioTexts.NVA_INBOUND);
    world = scenario.world();
  }

  @Test
  void theScenarioIsNamedAfterItsFile() {
    assertThat(scenario.name()).isEqualTo("nva-inbound");
    assertThat(Path.of("scenarios", scenario.name() + ".yaml"))
        .isEqualTo(ScenarioTexts.root().relativize(ScenarioTexts.NVA_INBOUND));
  }

  @Test
  void theElementsOfTheFigureStandInTheWorld() {
    Wiring wiring = Wiring.of(world);
    assertThat(wiring.elements().stream().map(Wiring.Element::name))
        .containsExactly(
            "router-1",
            "router-2",
            "mux-1",
            "mux-2",
            "mux-3",
            "mux-4",
            "host-a",
            "host-b",
            "remote-pc",
            "controller-1",
            "nva1",
            "nva2",
            "vm-prod-1");
    assertThat(wiring.element("remote-pc").address()).isEqualTo(address("141.192.166.93"));
  }

  @Test
  void theNetworkHasVni10000AndTwoSubnets() {
    VirtualNetwork network = world.virtualNetworks().get(0);
    assertThat(network.name()).isEqualTo("vnet-hub");
    assertThat(network.vni()).isEqualTo(10000);
    assertThat(network.subnets().stream().map(VirtualNetwork.Subnet::addressPrefix))
        .containsExactly(Ipv4Prefix.parse("10.0.1.0/24"), Ipv4Prefix.parse("10.0.2.0/24"));
  }

  @Test
  void theLoadBalancerHasTheNamesAndNumbersOfTheText() {
    LoadBalancer balancer = world.loadBalancers().get(0);
    assertThat(balancer.name()).isEqualTo("lb-nva-pub");
    assertThat(balancer.frontendIPConfigurations())
        .containsExactly(new FrontendIPConfiguration("lb-nva-pub-fip-cfg", address("20.240.9.27")));
    assertThat(balancer.backendAddressPools().stream().map(LoadBalancer.BackendAddressPool::name))
        .containsExactly("lb-nva-pub-bep-in", "lb-nva-pub-bep-out");
    assertThat(balancer.backendAddressPools().get(0).backendIPConfigurations())
        .containsExactly("nva1/eth0", "nva2/eth0");
    assertThat(balancer.loadBalancingRules())
        .containsExactly(
            new LoadBalancingRule(
                "lb-nva-pub-lb-rule-in",
                "lb-nva-pub-fip-cfg",
                "lb-nva-pub-bep-in",
                "lb-nva-pub-probe-ssh",
                6,
                22,
                22,
                Distribution.DEFAULT,
                Duration.ofMinutes(4),
                false,
                false));
    assertThat(balancer.probes())
        .containsExactly(new Probe("lb-nva-pub-probe-ssh", 22, Duration.ofSeconds(5), 1));
  }

  @Test
  void theMachinesRunWhereTheFigureShowsThem() {
    assertThat(world.virtualMachines().stream().map(VirtualMachine::host))
        .containsExactly("host-a", "host-b", "host-b");
    assertThat(addresses("nva1")).containsExactly("10.0.1.4", "10.0.2.4");
    assertThat(addresses("nva2")).containsExactly("10.0.1.5", "10.0.2.5");
    assertThat(addresses("vm-prod-1")).containsExactly("10.0.2.6");
  }

  @Test
  void bothNvasForwardAndTranslateAlike() {
    for (String name : List.of("nva1", "nva2")) {
      VirtualMachine nva = world.virtualMachine(name).orElseThrow();
      assertThat(nva.ipForward()).isTrue();
      assertThat(nva.networkInterfaces()).allMatch(NetworkInterface::enableIPForwarding);
      assertThat(nva.iptables()).hasSize(2);
      assertThat(nva.iptables().get(0).chain()).isEqualTo(Chain.PREROUTING);
      assertThat(nva.iptables().get(0).target()).isEqualTo(new Target.Dnat(address("10.0.2.6"), 0));
      assertThat(nva.iptables().get(1).match().outInterface()).isEqualTo("eth1");
      assertThat(nva.iptables().get(1).target()).isEqualTo(new Target.Masquerade());
    }
  }

  @Test
  void theWalkIsTheOneOfTheText() {
    assertThat(scenario.walk())
        .isEqualTo(new Scenario.Walk("remote-pc", 49567, address("20.240.9.27"), 22));
    assertThat(scenario.load().connections()).isEqualTo(400);
    assertThat(scenario.placement()).isEqualTo(Scenario.Placement.PER_MACHINE);
    assertThat(scenario.faults().get(0))
        .isEqualTo(new Fault(Duration.ofSeconds(5), new Action.Kill("mux-2")));
  }

  private static List<String> addresses(String machine) {
    return world.virtualMachine(machine).orElseThrow().networkInterfaces().stream()
        .map(nic -> nic.privateIPAddress().toString())
        .toList();
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }
}
