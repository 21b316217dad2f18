package io.azimux.dataplane.vfp;

import io.azimux.packet.Ipv4Prefix;
import java.util.List;

/**
 * A NIC of a guest of this host.
 *
 * @param number dense, from 0
 * @param id {@code nva1/eth0}
 * @param vni network it is in
 * @param address its customer address, as bits
 * @param mac its Ethernet address, in the low 48 bits
 * @param port port of the host that it is wired to
 * @param network prefixes of its virtual network
 */
record LocalNic(
    int number, String id, int vni, int address, long mac, int port, List<Ipv4Prefix> network) {

  /**
   * Scope of this NIC's flow keys. It numbers (NIC, direction) within the host, from 2 on, so that
   * keys of other NICs, of other networks (a NIC is in one) and of the other direction differ, and
   * no key is all zero. 24 bits are room for 8 million NICs.
   */
  int scope(boolean inbound) {
    return scope(number, inbound);
  }

  /** Scope of the flow keys of a NIC by its number. */
  static int scope(int number, boolean inbound) {
    return (number + 1) << 1 | (inbound ? 0 : 1);
  }

  /** Number of the NIC that a scope names. */
  static int ofScope(int scope) {
    return (scope >>> 1) - 1;
  }

  /** True where the address lies in this NIC's virtual network. */
  boolean reaches(int destination) {
    for (Ipv4Prefix prefix : network) {
      if (prefix.contains(destination)) {
        return true;
      }
    }
    return false;
  }
}
