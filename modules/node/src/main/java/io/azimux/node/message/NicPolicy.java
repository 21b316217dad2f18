package io.azimux.node.message;

import io.azimux.packet.Ipv4Address;
import java.util.List;

/**
 * What a host enforces for one NIC of a guest.
 *
 * @param nic name of the NIC, {@code nva1/eth0}
 * @param vni network the NIC is in
 * @param ipForwarding true where the NIC may send from, and receive for, foreign addresses
 * @param inbound security rules towards the guest, lowest priority number first; the first match
 *     decides
 * @param outbound security rules from the guest
 */
public record NicPolicy(
    String nic,
    int vni,
    Ipv4Address address,
    boolean ipForwarding,
    List<AccessRule> inbound,
    List<AccessRule> outbound) {
  /** Copies the lists. */
  public NicPolicy {
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
  }
}
