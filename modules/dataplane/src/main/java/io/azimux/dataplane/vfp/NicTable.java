package io.azimux.dataplane.vfp;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import java.util.List;

/**
 * The host's NICs by network and address. A NIC's MAC address stands for its IP address, so one
 * table serves both the target of a tunnelled frame and local switching. It is built once.
 */
final class NicTable {
  /** No such NIC here. */
  static final int NONE = -1;

  private static final long MAC_PREFIX = MacAddress.of(new Ipv4Address(0)).bits() >>> 32;

  private final LocalNic[] nics;
  private final long[] keys;
  private final int[] numbers;
  private final int mask;

  NicTable(List<LocalNic> list) {
    nics = list.toArray(new LocalNic[0]);
    int slots = Integer.highestOneBit(Math.max(4, nics.length * 4)) << 1;
    keys = new long[slots];
    numbers = new int[slots];
    mask = slots - 1;
    for (LocalNic nic : nics) {
      long key = key(nic.vni(), nic.address());
      int slot = slot(key);
      while (keys[slot] != 0) {
        slot = slot + 1 & mask;
      }
      keys[slot] = key;
      numbers[slot] = nic.number();
    }
  }

  LocalNic nic(int number) {
    return nics[number];
  }

  int size() {
    return nics.length;
  }

  /** Number of the NIC with this address in this network, or {@link #NONE}. */
  int find(int vni, int address) {
    long key = key(vni, address);
    for (int slot = slot(key); keys[slot] != 0; slot = slot + 1 & mask) {
      if (keys[slot] == key) {
        return numbers[slot];
      }
    }
    return NONE;
  }

  /** Number of the NIC with this Ethernet address in this network, or {@link #NONE}. */
  int findByMac(int vni, long mac) {
    return mac >>> 32 == MAC_PREFIX ? find(vni, (int) mac) : NONE;
  }

  /** True where a NIC of this host is in the network. */
  boolean serves(int vni) {
    for (LocalNic nic : nics) {
      if (nic.vni() == vni) {
        return true;
      }
    }
    return false;
  }

  /** True where a NIC of this host, of whatever network, has the Ethernet address. */
  boolean hasMac(long mac) {
    for (LocalNic nic : nics) {
      if (nic.mac() == mac) {
        return true;
      }
    }
    return false;
  }

  /** Never 0: no network has the number 0. */
  private static long key(int vni, int address) {
    return (long) vni << 32 | (address & 0xffffffffL);
  }

  private int slot(long key) {
    return (int) ((key ^ key >>> 29) * 0x9e3779b97f4a7c15L >>> 40) & mask;
  }
}
