package io.azimux.dataplane.bgp;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one neighbour has announced and not withdrawn (RFC 4271, section 3.2). */
final class AdjRibIn {
  /** Most prefixes of one neighbour: more than frontends of the largest described world. */
  static final int CAPACITY = 8192;

  private final long ownAs;
  private final Ipv4Address neighbour;
  private final TreeMap<Ipv4Prefix, PathAttributes> routes = new TreeMap<>();

  /**
   * Makes an empty table.
   *
   * @param ownAs a route that came through it is a loop
   * @param neighbour the only next hop that can be reached by this neighbour's link
   */
  AdjRibIn(long ownAs, Ipv4Address neighbour) {
    this.ownAs = ownAs;
    this.neighbour = neighbour;
  }

  /** Takes an UPDATE; false where there are more prefixes than there is room for. */
  boolean update(BgpMessage.Update update) {
    update.withdrawn().forEach(routes::remove);
    PathAttributes attributes = update.attributes().orElse(null);
    if (attributes != null) {
      boolean usable = !attributes.passed(ownAs) && attributes.nextHop().equals(neighbour);
      for (Ipv4Prefix prefix : update.announced()) {
        if (usable) {
          routes.put(prefix, attributes);
        } else {
          routes.remove(prefix);
        }
      }
    }
    return routes.size() <= CAPACITY;
  }

  @Nullable PathAttributes route(Ipv4Prefix prefix) {
    return routes.get(prefix);
  }

  boolean covers(int address) {
    return routes.keySet().stream().anyMatch(prefix -> prefix.contains(address));
  }

  boolean isEmpty() {
    return routes.isEmpty();
  }

  List<Ipv4Prefix> prefixes() {
    return new ArrayList<>(routes.keySet());
  }

  void clear() {
    routes.clear();
  }
}
