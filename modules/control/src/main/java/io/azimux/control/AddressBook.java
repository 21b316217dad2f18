package io.azimux.control;

import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.Places;
import io.azimux.node.message.ResolveAddress;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.topology.HostSpec;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualMachine;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * On which host every customer address runs, and who asked for it. Only known addresses are kept
 * with those who asked, so the book cannot outgrow the world.
 */
final class AddressBook {
  private static final Ipv4Address NOWHERE = new Ipv4Address(0);

  private final Map<String, HostSpec> hosts = new LinkedHashMap<>();
  private final Map<String, HostSpec> hostOfMachine = new LinkedHashMap<>();

  /** The last move of each machine that came in this controller's life. */
  private final Map<String, HostSpec> moves = new LinkedHashMap<>();

  private final Map<ResolveAddress, NetworkInterface> nics = new LinkedHashMap<>();
  private final Map<ResolveAddress, Set<String>> askers = new LinkedHashMap<>();

  AddressBook(World world) {
    world.hosts().forEach(host -> hosts.put(host.name(), host));
    for (VirtualMachine machine : world.virtualMachines()) {
      hostOfMachine.put(machine.name(), host(machine.host()));
      for (NetworkInterface nic : machine.networkInterfaces()) {
        int vni = world.networkOf(nic.subnet()).vni();
        nics.put(new ResolveAddress(vni, nic.privateIPAddress()), nic);
      }
    }
  }

  /** Answers, and remembers who asked where the address is known. */
  AddressResolved resolve(ResolveAddress question, String asker) {
    if (nics.containsKey(question)) {
      askers.computeIfAbsent(question, any -> new LinkedHashSet<>()).add(asker);
    }
    return answer(question);
  }

  /** Moves a machine; returns its addresses. */
  List<ResolveAddress> move(String machine, String host) {
    if (hostOfMachine.replace(machine, host(host)) == null) {
      throw new IllegalArgumentException("no virtual machine '" + machine + "'");
    }
    moves.put(machine, host(host));
    List<ResolveAddress> moved = new ArrayList<>();
    nics.forEach(
        (question, nic) -> {
          if (nic.machine().equals(machine)) {
            moved.add(question);
          }
        });
    return moved;
  }

  /** Where every address runs. */
  Places places() {
    return new Places(nics.keySet().stream().map(this::answer).toList());
  }

  /**
   * Goes on from what an earlier controller knew, except for machines that moved since this one
   * began. What the world does not have is left out.
   */
  void adopt(Places places) {
    for (AddressResolved place : places.addresses()) {
      NetworkInterface nic = nics.get(new ResolveAddress(place.vni(), place.customer()));
      HostSpec host = hosts.get(place.hostName());
      if (nic != null && host != null) {
        hostOfMachine.put(nic.machine(), host);
      }
    }
    hostOfMachine.putAll(moves);
  }

  /** All who asked for an address. */
  Set<String> askers(ResolveAddress question) {
    return askers.getOrDefault(question, Set.of());
  }

  AddressResolved answer(ResolveAddress question) {
    NetworkInterface nic = nics.get(question);
    HostSpec host = nic == null ? null : hostOfMachine.get(nic.machine());
    MacAddress mac = MacAddress.of(question.customer());
    if (host == null) {
      return new AddressResolved(question.vni(), question.customer(), NOWHERE, "", mac);
    }
    return new AddressResolved(
        question.vni(), question.customer(), host.address(), host.name(), mac);
  }

  private HostSpec host(String name) {
    HostSpec host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host '" + name + "'");
    }
    return host;
  }
}
