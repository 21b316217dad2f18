package io.azimux.cli.lab;

import io.azimux.cli.console.BadInput;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.MacAddress;
import io.azimux.topology.Attached;
import io.azimux.topology.InternetClient;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.Scenario;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.VirtualNetwork;
import io.azimux.topology.World;
import io.azimux.topology.iptables.IptablesRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The attached part of a world, as guests of this machine. */
final class Guests {
  /** Guests without an address of their own get this one of their listener's network, and on. */
  private static final int FIRST_HOST = 11;

  /** Prefix length that a client on the Internet believes in. */
  private static final int INTERNET = 24;

  private final World world;
  private final Set<Ipv4Address> taken = new LinkedHashSet<>();
  private final List<Guest> guests = new ArrayList<>();

  private Guests(World world) {
    this.world = world;
  }

  /**
   * All attached guests, clients first.
   *
   * @throws BadInput where the scenario has none
   */
  static List<Guest> of(Scenario scenario) {
    Guests guests = new Guests(scenario.world());
    guests.world.clients().forEach(guests::add);
    guests.world.virtualMachines().stream().filter(VirtualMachine::isAttached).forEach(guests::add);
    if (guests.guests.isEmpty()) {
      throw new BadInput(
          "%s has no attached guests, so there is nothing to build.\nA scenario that has: nva-inbound-real"
              .formatted(scenario.name()));
    }
    return List.copyOf(guests.guests);
  }

  private void add(InternetClient client) {
    client
        .attached()
        .ifPresent(
            attached -> {
              Ipv4Address address = client.address();
              Guest.Nic nic =
                  new Guest.Nic(
                      "eth0",
                      MacAddress.of(address),
                      address,
                      INTERNET,
                      gateway(address, INTERNET),
                      attached);
              add(client.name(), List.of(nic), false, List.of(), List.of(), true);
            });
  }

  private void add(VirtualMachine machine) {
    add(
        machine.name(),
        machine.networkInterfaces().stream().map(this::nic).toList(),
        machine.ipForward(),
        machine.iptables().stream().map(IptablesRule::text).map(Guests::words).toList(),
        machine.listens(),
        false);
  }

  private void add(
      String name,
      List<Guest.Nic> nics,
      boolean forwards,
      List<List<String>> iptables,
      List<Integer> listens,
      boolean onInternet) {
    guests.add(
        new Guest(
            name, guests.size(), nics, underlay(nics), forwards, iptables, listens, onInternet));
  }

  private Guest.Nic nic(NetworkInterface nic) {
    int length = subnet(nic.subnet()).length();
    return new Guest.Nic(
        nic.name(),
        nic.mac(),
        nic.privateIPAddress(),
        length,
        gateway(nic.privateIPAddress(), length),
        nic.attached().orElseThrow());
  }

  private Ipv4Prefix subnet(String id) {
    VirtualNetwork network = world.networkOf(id);
    return network.subnets().stream()
        .filter(subnet -> id.equals(network.name() + "/" + subnet.name()))
        .findFirst()
        .orElseThrow()
        .addressPrefix();
  }

  /** Azure's gateway is the first address of a subnet; on the Internet it must not be our own. */
  private static Ipv4Address gateway(Ipv4Address address, int length) {
    int first = (address.bits() & Ipv4Prefix.mask(length)) + 1;
    return new Ipv4Address(first == address.bits() ? first + 1 : first);
  }

  /** The address that the scenario expects frames from, or the next one that nobody has. */
  private Ipv4Address underlay(List<Guest.Nic> nics) {
    Optional<Ipv4Address> pinned =
        nics.stream()
            .flatMap(nic -> nic.attached().peer().stream())
            .map(Attached.Endpoint::address)
            .findFirst();
    int candidate =
        (nics.get(0).attached().listen().address().bits() & Ipv4Prefix.mask(24)) + FIRST_HOST;
    while (pinned.isEmpty() && taken.contains(new Ipv4Address(candidate))) {
      candidate++;
    }
    Ipv4Address address = pinned.orElse(new Ipv4Address(candidate));
    taken.add(address);
    return address;
  }

  /** A line of the scenario as a command: the guest's root needs no sudo. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>(List.of(line.strip().split("[ \\t]+")));
    words.remove("sudo");
    return words;
  }
}
