package io.azimux.console.watch;

import java.util.List;
import java.util.Map;

/**
 * What the page shows, several times a second.
 *
 * @param at milliseconds since 1970
 * @param world tells one start of a world from all others
 * @param nextMoment the number that the next moment will have
 * @param sample a new point for the plots; empty where there is none since the frame before
 */
public record Live(
    long at,
    String world,
    List<Node> nodes,
    List<Element> elements,
    List<Edge> edges,
    List<Session> sessions,
    List<Member> members,
    List<Fault> faults,
    List<Drop> drops,
    List<Moment> moments,
    long nextMoment,
    List<Series.Sample> sample) {

  /**
   * A process; {@code presence} is {@code answers}, {@code silent}, {@code gone}, {@code unknown}.
   */
  public record Node(String name, String url, String presence, long ageMillis, long pid) {}

  /**
   * An element.
   *
   * @param state {@code up}, {@code standby}, {@code silent}, {@code gone}, {@code unknown}
   * @param jvm process that carries it; empty where none is known
   * @param received packets a second, as {@code sent} and {@code dropped}
   * @param figures what it measures; counters as rates
   */
  public record Element(
      String name,
      String state,
      String jvm,
      double received,
      double sent,
      double dropped,
      int waiting,
      Map<String, Double> figures) {}

  /** Packets a second from one element to another. */
  public record Edge(String from, String to, double rate) {}

  /** A session of an element with a peer. */
  public record Session(String element, String peer, boolean bgp, boolean bfd) {}

  /** A member of the cluster; {@code unreachableFor} names processes that do not reach it. */
  public record Member(String name, String status, List<String> unreachableFor) {}

  /** A fault that lasts. */
  public record Fault(String fault, String target) {}

  /** Packets dropped for a reason since the processes began, and in a second. */
  public record Drop(String reason, long packets, double rate) {}
}
