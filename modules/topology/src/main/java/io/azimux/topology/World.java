package io.azimux.topology;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The emulated cloud as described: everything that stands, and how it is configured. All names are
 * unique and all references resolve; reading a scenario file has checked that.
 */
public record World(
    List<RouterSpec> routers,
    List<MuxSpec> muxes,
    List<HostSpec> hosts,
    ControllerSpec controller,
    List<VirtualNetwork> virtualNetworks,
    List<VirtualMachine> virtualMachines,
    List<LoadBalancer> loadBalancers,
    List<NetworkSecurityGroup> securityGroups,
    List<InternetClient> clients,
    Settings settings) {
  /** Copies the lists. */
  public World {
    routers = List.copyOf(routers);
    muxes = List.copyOf(muxes);
    hosts = List.copyOf(hosts);
    virtualNetworks = List.copyOf(virtualNetworks);
    virtualMachines = List.copyOf(virtualMachines);
    loadBalancers = List.copyOf(loadBalancers);
    securityGroups = List.copyOf(securityGroups);
    clients = List.copyOf(clients);
  }

  /** The same world with other settings. */
  public World withSettings(Settings other) {
    return new World(
        routers,
        muxes,
        hosts,
        controller,
        virtualNetworks,
        virtualMachines,
        loadBalancers,
        securityGroups,
        clients,
        other);
  }

  /** The same world with another threshold of all probes. */
  public World withProbeThreshold(int threshold) {
    return new World(
        routers,
        muxes,
        hosts,
        controller,
        virtualNetworks,
        virtualMachines,
        loadBalancers.stream().map(balancer -> balancer.withProbeThreshold(threshold)).toList(),
        securityGroups,
        clients,
        settings);
  }

  /** The network that a subnet, named {@code vnet/subnet}, is part of. */
  public VirtualNetwork networkOf(String subnet) {
    String network = subnet.substring(0, subnet.indexOf('/'));
    return virtualNetworks.stream()
        .filter(candidate -> candidate.name().equals(network))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no virtual network '" + network + "'"));
  }

  /** The machine of this name. */
  public Optional<VirtualMachine> virtualMachine(String name) {
    return virtualMachines.stream().filter(vm -> vm.name().equals(name)).findFirst();
  }

  /** The machine that has this NIC, named {@code machine/eth0}. */
  public Optional<NetworkInterface> networkInterface(String nic) {
    return virtualMachines.stream()
        .flatMap(vm -> vm.networkInterfaces().stream())
        .filter(candidate -> candidate.id().equals(nic))
        .findFirst();
  }

  /** The client of this name. */
  public Optional<InternetClient> client(String name) {
    return clients.stream().filter(client -> client.name().equals(name)).findFirst();
  }

  /** Names of the machines and clients that stand outside, in the order of the file. */
  public List<String> attached() {
    Stream<String> machines =
        virtualMachines.stream().filter(VirtualMachine::isAttached).map(VirtualMachine::name);
    Stream<String> outside =
        clients.stream().filter(client -> client.attached().isPresent()).map(InternetClient::name);
    return Stream.concat(outside, machines).toList();
  }

  /** The security group of this name. */
  public Optional<NetworkSecurityGroup> securityGroup(String name) {
    return securityGroups.stream().filter(group -> group.name().equals(name)).findFirst();
  }
}
