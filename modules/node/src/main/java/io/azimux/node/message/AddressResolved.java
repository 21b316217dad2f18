package io.azimux.node.message;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;

/**
 * The controller tells where a customer address (CA) runs. Also sent unasked, to all who asked
 * once, when it moves.
 *
 * @param host provider address (PA) of the physical host; 0.0.0.0 where the controller knows none
 * @param hostName name of that host, for traces
 * @param mac address of the guest's NIC
 */
public record AddressResolved(
    int vni, Ipv4Address customer, Ipv4Address host, String hostName, MacAddress mac)
    implements PeerMessage {
  /** True where the controller knows a host. */
  public boolean known() {
    return host.bits() != 0;
  }
}
