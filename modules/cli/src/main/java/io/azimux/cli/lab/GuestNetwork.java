package io.azimux.cli.lab;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The commands that give a guest its network: what one would type to attach any kernel, wherever it
 * is, to the emulator.
 */
final class GuestNetwork {
  /** A frame of 1500 bytes, its Ethernet header, and the tunnel around it, with some room. */
  private static final int UNDERLAY_MTU = 1600;

  private final Guest guest;
  private final String mark;
  private final List<List<String>> commands = new ArrayList<>();

  private GuestNetwork(Guest guest, String mark) {
    this.guest = guest;
    this.mark = mark;
  }

  /**
   * The commands in their order. The first two make the namespace and put the mark on it, so that
   * whatever comes after is found again by it.
   */
  static List<List<String>> commands(Guest guest, String mark) {
    GuestNetwork network = new GuestNetwork(guest, mark);
    network.namespace();
    network.underlay();
    guest.nics().forEach(network::nic);
    network.outside(
        "ip",
        "-n",
        guest.namespace(),
        "route",
        "add",
        "default",
        "via",
        guest.nics().get(0).gateway().toString());
    // A namespace is born with what the machine has.
    network.setting("ipv4/ip_forward", guest.forwards() ? 1 : 0);
    guest.iptables().forEach(line -> network.inside(line.toArray(String[]::new)));
    return List.copyOf(network.commands);
  }

  private void namespace() {
    outside("ip", "netns", "add", guest.namespace());
    ip("link", "set", "lo", "alias", mark, "up");
    // Else kernels would send frames of IPv6 that no one has asked for, and count their drops.
    setting("ipv6/conf/all/disable_ipv6", 1);
    setting("ipv6/conf/default/disable_ipv6", 1);
  }

  /** The kernel makes both ends at once, and takes both away with the namespace. */
  private void underlay() {
    String mtu = Integer.toString(UNDERLAY_MTU);
    outside(
        "ip",
        "link",
        "add",
        guest.link(),
        "mtu",
        mtu,
        "type",
        "veth",
        "peer",
        "name",
        Guest.UNDERLAY,
        "mtu",
        mtu,
        "netns",
        guest.namespace());
    outside("ip", "link", "set", guest.link(), "alias", mark);
    Set<String> listeners = new LinkedHashSet<>();
    guest.nics().forEach(nic -> listeners.add(nic.attached().listen().address().toString()));
    for (String listener : listeners) {
      outside(
          "ip", "address", "add", listener, "peer", guest.underlay() + "/32", "dev", guest.link());
      ip(
          "address",
          "add",
          guest.underlay().toString(),
          "peer",
          listener + "/32",
          "dev",
          Guest.UNDERLAY);
    }
    outside("ip", "link", "set", guest.link(), "up");
    ip("link", "set", Guest.UNDERLAY, "up");
  }

  private void nic(Guest.Nic nic) {
    ip(
        "link",
        "add",
        nic.name(),
        "address",
        nic.mac().toString(),
        "mtu",
        Integer.toString(nic.attached().mtu()),
        "type",
        "vxlan",
        "id",
        Integer.toString(nic.attached().vni()),
        "local",
        guest.underlay().toString(),
        "remote",
        nic.attached().listen().address().toString(),
        "dstport",
        Integer.toString(nic.attached().listen().port()),
        "dev",
        Guest.UNDERLAY);
    // A link inside one machine loses nothing, so kernels leave checksums to a device that never
    // comes; the emulator is a program, and sees what is in the packet.
    inside("ethtool", "-K", nic.name(), "tx", "off");
    ip("address", "add", nic.address() + "/" + nic.length(), "dev", nic.name());
    ip("link", "set", nic.name(), "up");
  }

  private void setting(String name, int value) {
    inside("sh", "-c", "echo " + value + " > /proc/sys/net/" + name);
  }

  private void ip(String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", guest.namespace()));
    command.addAll(List.of(words));
    commands.add(List.copyOf(command));
  }

  private void inside(String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", guest.namespace()));
    command.addAll(List.of(words));
    commands.add(List.copyOf(command));
  }

  private void outside(String... words) {
    commands.add(List.of(words));
  }
}
