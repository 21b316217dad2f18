package io.azimux.dataplane.guest;

import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.NetworkInterface;
import io.azimux.topology.VirtualNetwork.Subnet;
import io.azimux.topology.World;
import java.util.List;

/**
 * A guest's routing table as Azure's DHCP leaves it: its own addresses, the subnets of its NICs,
 * and a default route by the first NIC. Every next hop is the fabric.
 */
final class Routes {
  /** The address is one of the guest's own, whichever NIC it belongs to. */
  static final int LOCAL = -1;

  /** No route: not a unicast address. */
  static final int NONE = -2;

  private static final int LOOPBACK = 127;
  private static final int FIRST_MULTICAST = 224;
  private static final int LAST_MULTICAST = 239;
  private static final int BROADCAST = -1;

  private final int[] addresses;
  private final Ipv4Prefix[] subnets;

  /** Reads a guest's NICs. */
  Routes(World world, List<NetworkInterface> nics) {
    addresses = nics.stream().mapToInt(nic -> nic.privateIPAddress().bits()).toArray();
    subnets = nics.stream().map(nic -> subnet(world, nic.subnet())).toArray(Ipv4Prefix[]::new);
  }

  private static Ipv4Prefix subnet(World world, String path) {
    String name = path.substring(path.indexOf('/') + 1);
    return world.networkOf(path).subnets().stream()
        .filter(subnet -> subnet.name().equals(name))
        .map(Subnet::addressPrefix)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no subnet '" + path + "'"));
  }

  /** The NIC by which an address is reached, {@link #LOCAL} or {@link #NONE}. */
  int route(int destination) {
    if (isLocal(destination)) {
      return LOCAL;
    }
    if (!isUnicast(destination)) {
      return NONE;
    }
    int best = 0;
    int bestLength = 0;
    for (int nic = 0; nic < subnets.length; nic++) {
      if (subnets[nic].length() > bestLength && subnets[nic].contains(destination)) {
        best = nic;
        bestLength = subnets[nic].length();
      }
    }
    return best;
  }

  /** The route that {@link #route} took, for traces. */
  String describe(int destination) {
    int nic = route(destination);
    if (nic == LOCAL) {
      return "local";
    }
    boolean connected = nic >= 0 && subnets[nic].contains(destination);
    return connected ? subnets[nic].toString() : Ipv4Prefix.ANY.toString();
  }

  /** True for an address of the guest's own. */
  boolean isLocal(int address) {
    for (int own : addresses) {
      if (own == address) {
        return true;
      }
    }
    return false;
  }

  /**
   * True where no packet from the wire may carry this source: the guest's own address, or one that
   * is not a single host's. Linux calls it a martian source.
   */
  boolean isMartian(int source) {
    return isLocal(source) || !isUnicast(source);
  }

  /** Address of a NIC. */
  int address(int nic) {
    return addresses[nic];
  }

  /** As Linux sees it: networks 0 and 240 to 255 are like any other, but for two addresses. */
  private static boolean isUnicast(int address) {
    int first = address >>> 24;
    boolean isGroup = first >= FIRST_MULTICAST && first <= LAST_MULTICAST;
    return address != 0 && address != BROADCAST && first != LOOPBACK && !isGroup;
  }
}
