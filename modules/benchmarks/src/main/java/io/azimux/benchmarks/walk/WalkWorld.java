package io.azimux.benchmarks.walk;

import io.azimux.node.message.AccessRule.PortRange;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Bgp;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.HostSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.LoadBalancer.BackendAddressPool;
import io.azimux.topology.LoadBalancer.FrontendIPConfiguration;
import io.azimux.topology.LoadBalancer.LoadBalancingRule;
import io.azimux.topology.LoadBalancer.Probe;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.NetworkSecurityGroup;
import io.azimux.topology.NetworkSecurityGroup.SecurityRule;
import io.azimux.topology.Replication;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Settings;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.VirtualNetwork.Subnet;
import io.azimux.topology.World;
import io.azimux.topology.iptables.IptablesRule;
import io.azimux.topology.iptables.IptablesRule.Chain;
import io.azimux.topology.iptables.IptablesRule.Match;
import io.azimux.topology.iptables.IptablesRule.Target;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The seed's world with tables large enough for a number of flows. One client has too few ports for
 * a million flows to port 22, so the load balancer has a rule for each of as many ports as are
 * needed.
 */
final class WalkWorld {
  static final String CLIENT = "remote-pc";
  static final String SERVER = "vm-prod-1";
  static final Ipv4Address CLIENT_ADDRESS = Ipv4Address.parse("141.192.166.93");
  static final Ipv4Address FRONTEND = Ipv4Address.parse("20.240.9.27");
  static final Ipv4Address SERVER_ADDRESS = Ipv4Address.parse("10.0.2.6");
  static final int FIRST_PORT = 2200;

  /** Flows to one frontend port. */
  static final int FLOWS_PER_PORT = 50_000;

  private WalkWorld() {}

  static World forFlows(int flows) {
    int ports = (flows + FLOWS_PER_PORT - 1) / FLOWS_PER_PORT;
    return new World(
        List.of(
            new RouterSpec("router-1", address("10.255.0.1")),
            new RouterSpec("router-2", address("10.255.0.2"))),
        IntStream.rangeClosed(1, 4)
            .mapToObj(i -> new MuxSpec("mux-" + i, address("10.255.1." + i)))
            .toList(),
        List.of(
            new HostSpec("host-a", address("10.255.2.1")),
            new HostSpec("host-b", address("10.255.2.2"))),
        new ControllerSpec("controller-1", address("10.255.3.1")),
        List.of(network()),
        List.of(
            nva("nva1", "host-a", "10.0.1.4", "10.0.2.4"),
            nva("nva2", "host-b", "10.0.1.5", "10.0.2.5"),
            new VirtualMachine(
                SERVER,
                "host-b",
                false,
                List.of(nic(SERVER, "eth0", "back", SERVER_ADDRESS.toString(), false)),
                List.of(),
                List.of())),
        List.of(loadBalancer(ports)),
        List.of(allowAll()),
        List.of(new InternetClient(CLIENT, CLIENT_ADDRESS)),
        settings(flows));
  }

  private static Settings settings(int flows) {
    int room = flows + 1024;
    Bgp patient =
        new Bgp(
            Duration.ofHours(1), Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ZERO, 3);
    return Settings.DEFAULTS
        .withBgp(patient)
        .withReplication(Replication.DEFAULTS.with(Replication.Mode.NONE))
        .withMuxFlowCapacity(room / 2 + 1024)
        .withUftAndConntrackCapacity(room * 4, room);
  }

  private static VirtualNetwork network() {
    return new VirtualNetwork(
        "vnet-hub",
        10000,
        List.of(Ipv4Prefix.parse("10.0.0.0/16")),
        List.of(
            new Subnet("front", Ipv4Prefix.parse("10.0.1.0/24"), ""),
            new Subnet("back", Ipv4Prefix.parse("10.0.2.0/24"), "")));
  }

  private static VirtualMachine nva(String name, String host, String eth0, String eth1) {
    Ipv4Prefix client = Ipv4Prefix.host(CLIENT_ADDRESS);
    IptablesRule dnat =
        new IptablesRule(
            Chain.PREROUTING,
            new Match(client, Ipv4Prefix.ANY, Ipv4.TCP, "", "", PortRange.ANY, PortRange.ANY),
            new Target.Dnat(SERVER_ADDRESS, 0),
            "DNAT to " + SERVER_ADDRESS);
    IptablesRule masquerade =
        new IptablesRule(
            Chain.POSTROUTING,
            new Match(client, Ipv4Prefix.ANY, -1, "", "eth1", PortRange.ANY, PortRange.ANY),
            new Target.Masquerade(),
            "MASQUERADE");
    return new VirtualMachine(
        name,
        host,
        true,
        List.of(nic(name, "eth0", "front", eth0, true), nic(name, "eth1", "back", eth1, true)),
        List.of(dnat, masquerade),
        List.of(22));
  }

  private static NetworkInterface nic(
      String machine, String name, String subnet, String address, boolean forwarding) {
    return new NetworkInterface(
        machine, name, "vnet-hub/" + subnet, address(address), forwarding, "nsg-all");
  }

  private static LoadBalancer loadBalancer(int ports) {
    return new LoadBalancer(
        "lb-nva-pub",
        List.of(new FrontendIPConfiguration("fip", FRONTEND)),
        List.of(new BackendAddressPool("pool", List.of("nva1/eth0", "nva2/eth0"))),
        IntStream.range(FIRST_PORT, FIRST_PORT + ports).mapToObj(WalkWorld::rule).toList(),
        List.of(new Probe("probe", 22, Duration.ofMinutes(10), 1)));
  }

  private static LoadBalancingRule rule(int port) {
    return new LoadBalancingRule(
        "rule-" + port,
        "fip",
        "pool",
        "probe",
        Ipv4.TCP,
        port,
        port,
        Distribution.DEFAULT,
        Duration.ofMinutes(100),
        false,
        false);
  }

  private static NetworkSecurityGroup allowAll() {
    return new NetworkSecurityGroup(
        "nsg-all",
        List.of(
            new SecurityRule(
                "allow", 100, true, true, -1, "*", PortRange.ANY, "*", PortRange.ANY)));
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }
}
