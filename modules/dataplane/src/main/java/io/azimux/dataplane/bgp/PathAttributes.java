package io.azimux.dataplane.bgp;

import io.azimux.packet.Ipv4Address;
import java.util.List;

/**
 * What is said of announced routes (RFC 4271, section 5): what this speaker uses of it.
 *
 * @param asPath systems that the route came through, the nearest first
 * @param nextHop where packets have to be sent
 * @param atomicAggregate the route stands for more specific ones whose paths are not told
 */
public record PathAttributes(
    Origin origin, List<Segment> asPath, Ipv4Address nextHop, boolean atomicAggregate) {
  /** How the route came into BGP; the earlier is preferred. */
  public enum Origin {
    IGP,
    EGP,
    INCOMPLETE
  }

  /**
   * A part of the path.
   *
   * @param ordered true for a sequence, false for a set, which counts as one system
   * @param systems AS numbers, 1..255 of them
   */
  public record Segment(boolean ordered, List<Long> systems) {
    /** Copies the list. */
    public Segment {
      systems = List.copyOf(systems);
    }
  }

  /** Copies the list. */
  public PathAttributes {
    asPath = List.copyOf(asPath);
  }

  /** A route of the speaker's own. */
  public static PathAttributes local(long as, Ipv4Address nextHop, boolean aggregate) {
    return new PathAttributes(
        Origin.IGP, List.of(new Segment(true, List.of(as))), nextHop, aggregate);
  }

  /** Systems on the path (RFC 4271, section 9.1.2.2 a). */
  public int pathLength() {
    return asPath.stream().mapToInt(part -> part.ordered() ? part.systems().size() : 1).sum();
  }

  /** Whether the route came through a system: its own routes a speaker does not take back. */
  public boolean passed(long as) {
    return asPath.stream().anyMatch(part -> part.systems().contains(as));
  }
}
