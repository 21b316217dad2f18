package io.azimux.topology;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import java.util.Optional;

/**
 * A NIC of a guest.
 *
 * @param machine name of the guest
 * @param name name in the guest, {@code eth0}
 * @param subnet {@code vnet/subnet}
 * @param privateIPAddress customer address (CA)
 * @param enableIPForwarding true where it may send from and receive for foreign addresses
 * @param networkSecurityGroup name, empty where it has none
 * @param attached what stands behind it outside; empty for an emulated guest
 */
public record NetworkInterface(
    String machine,
    String name,
    String subnet,
    Ipv4Address privateIPAddress,
    boolean enableIPForwarding,
    String networkSecurityGroup,
    Optional<Attached> attached) {
  /** A NIC of an emulated guest. */
  public NetworkInterface(
      String machine,
      String name,
      String subnet,
      Ipv4Address privateIPAddress,
      boolean enableIPForwarding,
      String networkSecurityGroup) {
    this(
        machine,
        name,
        subnet,
        privateIPAddress,
        enableIPForwarding,
        networkSecurityGroup,
        Optional.empty());
  }

  /** Name in the whole world: {@code nva1/eth0}. */
  public String id() {
    return machine + "/" + name;
  }

  /** Its Ethernet address. */
  public MacAddress mac() {
    return MacAddress.of(privateIPAddress);
  }
}
