package io.azimux.dataplane.router;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forwarding information base: the longest matching prefix of an address. One exact lookup for each
 * prefix length in use, longest first, in front of which stands a small direct-mapped cache that is
 * emptied when a prefix is added.
 */
final class Fib {
  /** Most prefixes: neighbours and frontends of the largest described world, with room. */
  static final int CAPACITY = 1 << 12;

  /** Destinations remembered; a power of two. */
  private static final int REMEMBERED = 256;

  /** What {@link #onlyPort} answers unless it remembers a route with just one next hop. */
  static final int SEVERAL = -1;

  private static final int LONGEST = 32;

  private final FlowTable numbers = new FlowTable(CAPACITY, 0);
  private final List<Route> routes = new ArrayList<>();
  private final int[] cachedAddress = new int[REMEMBERED];
  private final @Nullable Route[] cachedRoute = new Route[REMEMBERED];

  /** Of each slot: the address, and below it the port of its route with just one next hop. */
  private final long[] onlyPorts = new long[REMEMBERED];

  private long lengthsInUse;

  Fib() {
    forget();
  }

  /** Adds a route, unless its prefix has one or the table is full; true where it was added. */
  boolean add(Route route) {
    Ipv4Prefix prefix = route.prefix();
    if (routes.size() == CAPACITY || exact(prefix) != null) {
      return false;
    }
    long high = high(prefix.length());
    long low = prefix.network();
    numbers.insert(high, low, numbers.hash(high, low), routes.size(), 0);
    routes.add(route);
    lengthsInUse |= 1L << prefix.length();
    forget();
    return true;
  }

  /** Gives a route other next hops. */
  void setGroup(Route route, EcmpGroup group) {
    route.setGroup(group);
    forget();
  }

  private void forget() {
    Arrays.fill(cachedRoute, null);
    Arrays.fill(onlyPorts, SEVERAL);
  }

  /** The route of just this prefix, or null. */
  @Nullable Route exact(Ipv4Prefix prefix) {
    return exact(prefix.length(), prefix.network());
  }

  /**
   * The port to an address where that is already known and no hash has to choose it, which is so
   * for nearly all packets but those to a frontend; else {@link #SEVERAL}, and {@link #find} tells.
   */
  int onlyPort(int address) {
    long known = onlyPorts[slot(address)];
    return (int) (known >>> 32) == address ? (int) known : SEVERAL;
  }

  /** The route of the longest prefix that contains the address, or null. */
  @Nullable Route find(int address) {
    int slot = slot(address);
    Route cached = cachedRoute[slot];
    if (cached != null && cachedAddress[slot] == address) {
      return cached;
    }
    Route route = match(address);
    cachedAddress[slot] = address;
    cachedRoute[slot] = route;
    if (route != null && route.group().isFixed()) {
      onlyPorts[slot] = (long) address << 32 | route.group().port(0, 0);
    }
    return route;
  }

  private static int slot(int address) {
    return (address * 0x9e3779b9 >>> 16) & (REMEMBERED - 1);
  }

  private @Nullable Route match(int address) {
    for (int length = LONGEST; length >= 0; length--) {
      if ((lengthsInUse >>> length & 1) != 0) {
        Route route = exact(length, address & Ipv4Prefix.mask(length));
        if (route != null) {
          return route;
        }
      }
    }
    return null;
  }

  private @Nullable Route exact(int length, int network) {
    long high = high(length);
    long low = network;
    int entry = numbers.find(high, low, numbers.hash(high, low));
    return entry == FlowTable.NONE ? null : routes.get((int) numbers.value(entry));
  }

  /** Above 0, so that no key is all zero. */
  private static long high(int length) {
    return length + 1L;
  }
}
