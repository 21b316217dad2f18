package io.azimux.dataplane.bgp;

import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The routes in use: of all that neighbours announce the best, and all that are equally good (RFC
 * 4271, section 9.1.2, up to the steps at which multipath stops: length of path, origin).
 */
public final class LocRib {
  private static final Comparator<PathAttributes> BETTER =
      Comparator.comparingInt(PathAttributes::pathLength).thenComparing(PathAttributes::origin);

  private final List<Neighbour> neighbours;

  /** Chooses among the routes of these neighbours. */
  public LocRib(List<Neighbour> neighbours) {
    this.neighbours = List.copyOf(neighbours);
  }

  /** The neighbours by which a prefix is reached, in the order of ports. */
  public List<Neighbour> nextHops(Ipv4Prefix prefix) {
    List<Neighbour> best = new ArrayList<>();
    PathAttributes bestPath = null;
    for (Neighbour neighbour : neighbours) {
      PathAttributes path = neighbour.route(prefix).orElse(null);
      if (path == null) {
        continue;
      }
      int order = bestPath == null ? -1 : BETTER.compare(path, bestPath);
      if (order < 0) {
        best.clear();
        bestPath = path;
      }
      if (order <= 0) {
        best.add(neighbour);
      }
    }
    return best;
  }
}
