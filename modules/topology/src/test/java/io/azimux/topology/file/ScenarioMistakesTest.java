package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mistake that can be made in a scenario file, each alone in the good file. The mark ^ in the
 * replacement is where the message must point; it is taken out before reading.
 */
class ScenarioMistakesTest {
  private static final String PRIVATE =
      "; valid: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10";

  @ParameterizedTest
  @MethodSource({"shapes", "addresses", "networks", "security", "machines", "balancers", "runs"})
  void aMistakeIsToldWithItsPlaceAndWhatIsValid(String text, String replacement, String message) {
    String marked = ScenarioTexts.with(text, replacement);
    int at = marked.indexOf('^');
    String before = marked.substring(0, at);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');

    assertThat(ScenarioTexts.mistakes(before + marked.substring(at + 1)))
        .containsExactly("nva.yaml:" + line + ":" + column + ": " + message);
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        arguments(
            "muxes:",
            "^muxxes: []\nmuxes:",
            "muxxes: unknown key 'muxxes', did you mean 'muxes'?; valid: description, placement,"
                + " settings, routers, muxes, hosts, controller, clients, virtualNetworks,"
                + " networkSecurityGroups, virtualMachines, loadBalancers and 3 more"),
        arguments(
            "{name: mux-1, address:",
            "{name: mux-1, ^adress: x, address:",
            "muxes[0].adress: unknown key 'adress', did you mean 'address'?; valid: name, address"),
        arguments(
            "{name: mux-1, address:",
            "{name: mux-1, ^name: mux-9, address:",
            "muxes[0].name (repeated): key 'name' stands there twice"),
        arguments(
            "{name: mux-1, address: 10.255.1.1}",
            "^{name: mux-1}",
            "muxes[0].address: key 'address' is missing"),
        arguments(
            "{name: mux-1, address: 10.255.1.1}",
            "^mux-1",
            "muxes[0]: a mapping is expected, not 'mux-1'; valid: name, address"),
        arguments(
            "[nva1/eth0, nva2/eth0]",
            "^nva1/eth0",
            "loadBalancers[0].backendAddressPools[0].backendIPConfigurations: a list is expected,"
                + " not 'nva1/eth0'"),
        arguments(
            "name: vnet-hub",
            "name: ^[vnet-hub]",
            "virtualNetworks[0].name: text is expected, not a list"),
        arguments(
            "name: vm-prod-1",
            "name: ^vm prod",
            "virtualMachines[2].name: 'vm prod' is not a name; valid: letters, digits, '.', '_',"
                + " '-'; at most 80 characters"),
        arguments(
            "ipForward: true",
            "ipForward: ^yes",
            "virtualMachines[0].ipForward: 'yes' is neither true nor false; valid: true, false"),
        arguments(
            "placement: per-machine",
            "placement: ^per-rack",
            "placement: 'per-rack' is not known; valid: one-jvm, per-role, per-machine,"
                + " per-element"),
        arguments("description: Inbound", "description: ^''\n#", "description: empty"),
        arguments(
            "placement: per-machine",
            "placement: per-machine\n^\tsettings: {}",
            "not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB)"
                + " for indentation)"));
  }

  static Stream<Arguments> addresses() {
    return Stream.of(
        arguments(
            "10.255.1.1",
            "^8.8.8.8",
            "muxes[0].address: 8.8.8.8 is not a private address" + PRIVATE),
        arguments(
            "10.255.1.2",
            "^10.255.1.1",
            "muxes[1].address: provider address '10.255.1.1' stands already at muxes[0].address"),
        arguments(
            "10.255.1.1",
            "^10.255.1.256",
            "muxes[0].address: '10.255.1.256' is not an IPv4 address: '256' is not a number"
                + " 0..255"),
        arguments(
            "name: host-a",
            "name: ^mux-2",
            "hosts[0].name: element 'mux-2' stands already at muxes[1].name"));
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        arguments(
            "vni: 10000",
            "vni: ^16777216",
            "virtualNetworks[0].vni: 16777216 is out of range; valid: 1..16777215"),
        arguments(
            "vni: 10000",
            "vni: ^ten",
            "virtualNetworks[0].vni: 'ten' is not a whole number; valid: 1..16777215"),
        arguments(
            "networkSecurityGroups:",
            "  - {name: v2, vni: ^10000, addressSpace: {addressPrefixes: [10.9.0.0/16]},"
                + " subnets: []}\nnetworkSecurityGroups:",
            "virtualNetworks[1].vni: VNI '10000' stands already at virtualNetworks[0].vni"),
        arguments(
            "addressPrefix: 10.0.2.0/24}",
            "addressPrefix: 10.0.2.0/24}\n      - {name: x, addressPrefix: ^10.1.3.0/24}",
            "virtualNetworks[0].subnets[2].addressPrefix: subnet 10.1.3.0/24 is outside of the"
                + " address space; valid: 10.0.0.0/16"),
        arguments(
            "addressPrefix: 10.0.2.0/24}",
            "addressPrefix: 10.0.2.0/24}\n      - {name: x, addressPrefix: ^10.0.2.128/25}",
            "virtualNetworks[0].subnets[2].addressPrefix: subnet 10.0.2.128/25 overlaps subnet"
                + " 10.0.2.0/24"),
        arguments(
            "addressPrefix: 10.0.2.0/24}",
            "addressPrefix: 10.0.2.0/24}\n      - {name: x, addressPrefix: ^10.0.3.0/30}",
            "virtualNetworks[0].subnets[2].addressPrefix: subnet 10.0.3.0/30 is too small: Azure"
                + " keeps 5 addresses of each; valid: /29"),
        arguments(
            "addressPrefix: 10.0.2.0/24}",
            "addressPrefix: ^10.0.2.1/24}",
            "virtualNetworks[0].subnets[1].addressPrefix: 10.0.2.1/24 has bits set behind the"
                + " prefix length; valid: a.b.c.d/0..32"),
        arguments(
            "addressPrefix: 10.0.2.0/24}",
            "addressPrefix: 10.0.2.0/24, networkSecurityGroup: ^nsg-x}",
            "virtualNetworks[0].subnets[1].networkSecurityGroup: no network security group"
                + " 'nsg-x'; valid: nsg-nva"),
        arguments(
            "[10.0.0.0/16]",
            "[10.0.0.0/16, ^20.0.0.0/8]",
            "virtualNetworks[0].addressSpace.addressPrefixes[1]: 20.0.0.0/8 is not in a private"
                + " range"
                + PRIVATE),
        arguments(
            "name: snet-west",
            "name: ^snet-north",
            "virtualNetworks[0].subnets[1].name: subnet 'vnet-hub/snet-north' stands already at"
                + " virtualNetworks[0].subnets[0].name"));
  }

  static Stream<Arguments> security() {
    String rule = "networkSecurityGroups[0].securityRules[0].";
    String second =
        "destinationPortRange: 22\n      - {name: %s, priority: %s, direction: Inbound,"
            + " access: Allow, protocol: Tcp, sourceAddressPrefix: Internet,"
            + " destinationAddressPrefix: '*', destinationPortRange: 23}";
    return Stream.of(
        arguments(
            "priority: 100",
            "priority: ^99",
            rule + "priority: 99 is out of range; valid: 100..4096"),
        arguments(
            "priority: 100",
            "priority: ^4097",
            rule + "priority: 4097 is out of range; valid: 100..4096"),
        arguments(
            "destinationPortRange: 22",
            second.formatted("other", "^100"),
            "networkSecurityGroups[0].securityRules[1].priority: inbound priority of nsg-nva '100'"
                + " stands already at networkSecurityGroups[0].securityRules[0].priority"),
        arguments(
            "destinationPortRange: 22",
            second.formatted("^allow-ssh", "101"),
            "networkSecurityGroups[0].securityRules[1].name: security rule of nsg-nva 'allow-ssh'"
                + " stands already at networkSecurityGroups[0].securityRules[0].name"),
        arguments(
            "direction: Inbound",
            "direction: ^Inward",
            rule + "direction: 'Inward' is not known; valid: Inbound, Outbound"),
        arguments(
            "access: Allow",
            "access: ^Permit",
            rule + "access: 'Permit' is not known; valid: Allow, Deny"),
        arguments(
            "sourceAddressPrefix: Internet",
            "sourceAddressPrefix: ^Internets",
            rule
                + "sourceAddressPrefix: 'Internets' is neither a prefix nor a service tag; valid:"
                + " a.b.c.d/0..32, *, Internet, VirtualNetwork, AzureLoadBalancer"),
        arguments(
            "destinationPortRange: 22",
            "destinationPortRange: ^23-22",
            rule
                + "destinationPortRange: '23-22' is not a port range; valid: 0..65535, a-b with"
                + " a <= b, *"),
        arguments(
            "destinationPortRange: 22",
            "destinationPortRange: ^ssh",
            rule + "destinationPortRange: 'ssh' is not a port range; valid: 0..65535, a-b, *"));
  }

  static Stream<Arguments> machines() {
    String nic = "virtualMachines[0].networkInterfaces[0].";
    return Stream.of(
        arguments(
            "host: host-a",
            "host: ^host-c",
            "virtualMachines[0].host: no host 'host-c'; valid: host-a, host-b"),
        arguments(
            "10.0.1.4",
            "^10.0.3.4",
            nic
                + "privateIPAddress: 10.0.3.4 is outside of its subnet vnet-hub/snet-north; valid:"
                + " 10.0.1.0/24"),
        arguments(
            "10.0.1.4",
            "^10.0.1.1",
            nic
                + "privateIPAddress: Azure keeps 10.0.1.1 of subnet 10.0.1.0/24; valid:"
                + " 10.0.1.4..10.0.1.254"),
        arguments(
            "10.0.1.4",
            "^20.0.1.4",
            nic + "privateIPAddress: 20.0.1.4 is not a private address" + PRIVATE),
        arguments(
            "10.0.1.5",
            "^10.0.1.4",
            "virtualMachines[1].networkInterfaces[0].privateIPAddress: private address of vnet-hub"
                + " '10.0.1.4' stands already at "
                + nic
                + "privateIPAddress"),
        arguments(
            "subnet: vnet-hub/snet-north",
            "subnet: ^vnet-hub/snet-nord",
            nic
                + "subnet: no subnet 'vnet-hub/snet-nord'; valid: vnet-hub/snet-north,"
                + " vnet-hub/snet-west"),
        arguments(
            "networkSecurityGroup: nsg-nva",
            "networkSecurityGroup: ^nsg-nav",
            nic + "networkSecurityGroup: no network security group 'nsg-nav'; valid: nsg-nva"),
        arguments(
            "name: eth1",
            "name: ^eth0",
            "virtualMachines[0].networkInterfaces[1].name: NIC 'nva1/eth0' stands already at "
                + nic
                + "name"),
        arguments(
            "networkInterfaces:\n      - {name: eth0",
            "networkInterfaces: ^[]\n#",
            "virtualMachines[2].networkInterfaces: a machine needs at least one NIC"),
        arguments(
            "sudo iptables -t nat -A POSTROUTING -s 141.192.166.93",
            "^sudo iptables -t nat -A POSTROUTING -s 141.192.166. 93",
            "virtualMachines[0].iptables[1]: word 8, column 40: '141.192.166.' is cut off by a"
                + " space; valid: 141.192.166.93"),
        arguments(
            "sudo iptables -t nat -A POSTROUTING -s 141.192.166.93 -o eth1",
            "^sudo iptables -t nat -A POSTROUTING -s 141.192.166.93 -o eth2",
            "virtualMachines[0].iptables[1]: the guest has no interface 'eth2'; valid: eth0, eth1"),
        arguments(
            "listens: [22]",
            "listens: [22, ^22]",
            "virtualMachines[0].listens[1]: port of nva1 '22' stands already at"
                + " virtualMachines[0].listens[0]"));
  }

  static Stream<Arguments> balancers() {
    String pool = "loadBalancers[0].backendAddressPools[0].backendIPConfigurations";
    String rule = "loadBalancers[0].loadBalancingRules[0].";
    String nics = "nva1/eth0, nva1/eth1, nva2/eth0, nva2/eth1, vm-prod-1/eth0";
    return Stream.of(
        arguments(
            "[nva1/eth0, nva2/eth0]",
            "[nva1/eth0, ^nva3/eth0]",
            pool + "[1]: no NIC 'nva3/eth0'; valid: " + nics),
        arguments(
            "[nva1/eth0, nva2/eth0]",
            "[nva1/eth0, ^nva1/eth0]",
            pool
                + "[1]: member of pool lb-nva-pub/lb-nva-pub-bep-in 'nva1/eth0' stands already at "
                + pool
                + "[0]"),
        arguments(
            "publicIPAddress: 20.240.9.27",
            "publicIPAddress: ^10.0.9.27",
            "loadBalancers[0].frontendIPConfigurations[0].publicIPAddress: 10.0.9.27 is not a"
                + " public address"),
        arguments(
            "sku: Standard",
            "sku: ^Basic",
            "loadBalancers[0].sku: 'Basic' is not known; valid: Standard"),
        arguments(
            "frontendIPConfiguration: lb-nva-pub-fip-cfg",
            "frontendIPConfiguration: ^fip",
            rule
                + "frontendIPConfiguration: no frontend of lb-nva-pub 'fip'; valid:"
                + " lb-nva-pub-fip-cfg"),
        arguments(
            "backendAddressPool: lb-nva-pub-bep-in",
            "backendAddressPool: ^bep",
            rule
                + "backendAddressPool: no pool of lb-nva-pub 'bep'; valid: lb-nva-pub-bep-in,"
                + " lb-nva-pub-bep-out"),
        arguments(
            "probe: lb-nva-pub-probe-ssh",
            "probe: ^ssh",
            rule + "probe: no probe of lb-nva-pub 'ssh'; valid: lb-nva-pub-probe-ssh"),
        arguments(
            "frontendPort: 22",
            "frontendPort: ^65535",
            rule + "frontendPort: 65535 is out of range; valid: 1..65534"),
        arguments(
            "loadDistribution: Default",
            "loadDistribution: ^FiveTuple",
            rule
                + "loadDistribution: 'FiveTuple' is not known; valid: Default, SourceIP,"
                + " SourceIPProtocol"),
        arguments(
            "idleTimeoutInMinutes: 4",
            "idleTimeoutInMinutes: ^3",
            rule + "idleTimeoutInMinutes: 3 is out of range; valid: 4..100"),
        arguments(
            "idleTimeoutInMinutes: 4",
            "idleTimeoutInMinutes: ^101",
            rule + "idleTimeoutInMinutes: 101 is out of range; valid: 4..100"),
        arguments(
            "    probes:",
            "      - {name: again, frontendIPConfiguration: lb-nva-pub-fip-cfg,"
                + " backendAddressPool: lb-nva-pub-bep-in, protocol: Tcp, frontendPort: ^22,"
                + " backendPort: 2222}\n    probes:",
            "loadBalancers[0].loadBalancingRules[1].frontendPort: port of frontend"
                + " lb-nva-pub/lb-nva-pub-fip-cfg 'Tcp 22' stands already at "
                + rule
                + "frontendPort"),
        arguments(
            "port: 22, intervalInSeconds",
            "port: ^0, intervalInSeconds",
            "loadBalancers[0].probes[0].port: 0 is out of range; valid: 1..65535"),
        arguments(
            "intervalInSeconds: 5",
            "intervalInSeconds: ^4",
            "loadBalancers[0].probes[0].intervalInSeconds: 4 is out of range; valid: 5..3600"),
        arguments(
            "probeThreshold: 1",
            "probeThreshold: ^0",
            "loadBalancers[0].probes[0].probeThreshold: 0 is out of range; valid: 1..100"));
  }

  static Stream<Arguments> runs() {
    String elements =
        "router-1, router-2, mux-1, mux-2, mux-3, mux-4, host-a, host-b, controller-1, remote-pc,"
            + " nva1, nva2 and 1 more";
    return Stream.of(
        arguments(
            "walk: {client: remote-pc",
            "walk: {client: ^local-pc",
            "walk.client: no client 'local-pc'; valid: remote-pc"),
        arguments(
            "49567, destination: 20.240.9.27",
            "49567, destination: ^20.240.9.28",
            "walk.destination: no load-balancing rule for 20.240.9.28:22; valid: 20.240.9.27:22"),
        arguments(
            "connections: 400",
            "connections: ^60001",
            "load.connections: 60001 is out of range; valid: 1..60000"),
        arguments(
            "openEvery: 5ms",
            "openEvery: ^5",
            "load.openEvery: '5' is not a time such as 300ms, 5s, 4m; valid: 0s..3600s"),
        arguments(
            "kind: kill",
            "kind: ^explode",
            "faults[0].kind: 'explode' is not known; valid: kill, restart"),
        arguments(
            "kind: kill, element: mux-2",
            "kind: kill, element: ^mux-9",
            "faults[0].element: no element 'mux-9'; valid: " + elements),
        arguments(
            "at: 9s, kind: restart, element: mux-2",
            "at: 4s, kind: restart, element: ^mux-2",
            "faults[1].element: 'mux-2' is restarted but was not killed before"),
        arguments(
            "placement:",
            "settings: {holdTime: 900ms, keepalive: ^301ms}\nplacement:",
            "settings.keepalive: 301ms is out of range; valid: 10ms..300ms"),
        arguments(
            "placement:",
            "settings: {muxFlowCapacity: ^15}\nplacement:",
            "settings.muxFlowCapacity: 15 is out of range; valid: 16..16777216"),
        arguments(
            "placement:",
            "settings: {ecmp: ^random}\nplacement:",
            "settings.ecmp: 'random' is not known; valid: hash-threshold, mod-n"));
  }

  @Test
  void allMistakesOfAFileAreToldAtOnceInItsOrder() {
    String text =
        ScenarioTexts.good()
            .replace("vni: 10000", "vni: 0")
            .replace("host: host-a", "host: host-c")
            .replace("port: 22, intervalInSeconds", "port: 0, intervalInSeconds");
    assertThat(ScenarioTexts.mistakes(text))
        .hasSize(3)
        .satisfiesExactly(
            first -> assertThat(first).contains("virtualNetworks[0].vni"),
            second -> assertThat(second).contains("virtualMachines[0].host"),
            third -> assertThat(third).contains("loadBalancers[0].probes[0].port"));
  }
}
