package io.azimux.cli.lab;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.topology.Attached;
import java.util.List;

/**
 * A guest that is a network namespace of this machine.
 *
 * @param name name in the scenario
 * @param number its place among all, from 0
 * @param nics in the order of the scenario; the first leads to everywhere
 * @param underlay its address on the link to the emulator
 * @param forwards {@code net.ipv4.ip_forward}
 * @param iptables command lines, each as words without {@code sudo}
 * @param listens TCP ports of its SSH server; none where it has no server
 * @param onInternet true for a client on the Internet
 */
record Guest(
    String name,
    int number,
    List<Nic> nics,
    Ipv4Address underlay,
    boolean forwards,
    List<List<String>> iptables,
    List<Integer> listens,
    boolean onInternet) {
  /** What the names of all namespaces begin with. */
  static final String PREFIX = "azimux-";

  /** The link to the emulator, inside; outside it is called {@link #link}. */
  static final String UNDERLAY = "under0";

  /** Copies the lists. */
  Guest {
    nics = List.copyOf(nics);
    iptables = iptables.stream().map(List::copyOf).toList();
    listens = List.copyOf(listens);
  }

  /**
   * A NIC.
   *
   * @param name {@code eth0}
   * @param length prefix length of its subnet
   * @param gateway first address of the subnet, which the fabric answers for
   * @param attached where its frames go
   */
  record Nic(
      String name,
      MacAddress mac,
      Ipv4Address address,
      int length,
      Ipv4Address gateway,
      Attached attached) {}

  /** Name of its network namespace. */
  String namespace() {
    return PREFIX + name;
  }

  /** Name of the emulator's end of the link; links may have 15 characters only. */
  String link() {
    return "azimux" + number;
  }

  /** Its addresses with their lengths, for people. */
  String addresses() {
    return String.join(
        ", ",
        nics.stream().map(nic -> nic.name() + " " + nic.address() + "/" + nic.length()).toList());
  }
}
