package io.azimux.console.watch;

import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.http.Status;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts together what all processes say at one time. */
final class Picture {
  /** Those that have lists of their own on the page. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          Measure.ROUTER_PACKETS.metric(),
          Measure.BGP_SESSION.metric(),
          Measure.BFD_SESSION.metric(),
          Measure.PACKETS_FINISHED.metric(),
          Measure.QUEUE_DEPTH.metric());

  private final List<NodeView> nodes;

  Picture(List<NodeView> nodes) {
    this.nodes = nodes;
  }

  List<Live.Node> nodes() {
    return nodes.stream()
        .map(
            node ->
                new Live.Node(
                    node.name(),
                    node.address().url().toString(),
                    node.presence().name().toLowerCase(Locale.ROOT),
                    node.ageMillis(),
                    node.status() == null ? -1 : node.status().pid()))
        .toList();
  }

  /** The process of an element: one that answers before one that does not. */
  @Nullable NodeView carrier(String element) {
    NodeView best = null;
    for (NodeView node : nodes) {
      if (node.carries(element) && (best == null || node.answers() && !best.answers())) {
        best = node;
      }
    }
    return best;
  }

  List<Live.Element> elements(List<Wiring.Element> world) {
    return world.stream().map(element -> element(element.name())).toList();
  }

  private Live.Element element(String name) {
    NodeView node = carrier(name);
    Status.Hosted hosted =
        node == null || node.status() == null ? null : node.status().element(name);
    if (node == null || hosted == null) {
      String state = node == null ? "standby" : state(node, "unknown");
      return new Live.Element(name, state, node == null ? "" : node.name(), 0, 0, 0, 0, Map.of());
    }
    boolean live = node.answers();
    RateWindow rates = node.rates();
    double dropped =
        hosted.finished().stream()
            .filter(end -> isDrop(end.reason()))
            .mapToDouble(end -> rates.rate(name, "end " + end.reason()))
            .sum();
    return new Live.Element(
        name,
        state(node, hosted.state()),
        node.name(),
        live ? rates.rate(name, "received") : 0,
        live ? rates.rate(name, "sent") : 0,
        live ? dropped : 0,
        hosted.waiting(),
        figures(hosted, live ? rates : null));
  }

  private static String state(NodeView node, String whenItAnswers) {
    return switch (node.presence()) {
      case ANSWERS -> whenItAnswers;
      case SILENT -> "silent";
      case GONE -> "gone";
      case UNKNOWN -> "unknown";
    };
  }

  private static Map<String, Double> figures(Status.Hosted hosted, @Nullable RateWindow rates) {
    Map<String, Double> figures = new TreeMap<>();
    for (Status.Value value : hosted.readings()) {
      if (!ELSEWHERE.contains(value.measure())) {
        String key = RateWindow.key(value);
        boolean counter = RateWindow.isCounter(value);
        double rate = rates == null ? 0 : rates.rate(hosted.name(), key);
        figures.put(key, counter ? rate : value.value());
      }
    }
    return figures;
  }

  static boolean isDrop(String reason) {
    return !reason.equals(Disposition.DELIVERED.label());
  }

  List<Live.Edge> edges() {
    List<Live.Edge> edges = new ArrayList<>();
    for (NodeView node : nodes) {
      Status status = node.status();
      if (status == null || !node.answers()) {
        continue;
      }
      for (Status.Hosted element : status.elements()) {
        for (Status.Link link : element.links()) {
          double rate = node.rates().rate(element.name(), "to " + link.peer());
          edges.add(new Live.Edge(element.name(), link.peer(), rate));
        }
      }
    }
    return edges;
  }

  List<Live.Session> sessions() {
    Map<List<String>, boolean[]> sessions = new LinkedHashMap<>();
    for (NodeView node : nodes) {
      Status status = node.status();
      if (status != null && node.answers()) {
        for (Status.Hosted element : status.elements()) {
          element.readings().forEach(value -> session(sessions, element.name(), value));
        }
      }
    }
    List<Live.Session> all = new ArrayList<>();
    sessions.forEach(
        (ends, up) -> all.add(new Live.Session(ends.get(0), ends.get(1), up[0], up[1])));
    return all;
  }

  private static void session(
      Map<List<String>, boolean[]> sessions, String element, Status.Value value) {
    boolean bgp = value.measure().equals(Measure.BGP_SESSION.metric());
    if (bgp || value.measure().equals(Measure.BFD_SESSION.metric())) {
      List<String> ends = List.of(element, value.label());
      sessions.computeIfAbsent(ends, key -> new boolean[2])[bgp ? 0 : 1] = value.value() > 0;
    }
  }

  List<Live.Member> members() {
    Map<String, Status.Member> members = new TreeMap<>();
    Map<String, Set<String>> unreachableFor = new TreeMap<>();
    for (NodeView node : nodes) {
      Status status = node.status();
      if (status != null && node.answers()) {
        for (Status.Member member : status.members()) {
          String name = name(member);
          members.putIfAbsent(name, member);
          if (!member.reachable()) {
            unreachableFor.computeIfAbsent(name, key -> new TreeSet<>()).add(node.name());
          }
        }
      }
    }
    List<Live.Member> all = new ArrayList<>();
    members.forEach(
        (name, member) ->
            all.add(
                new Live.Member(
                    name,
                    member.status(),
                    List.copyOf(unreachableFor.getOrDefault(name, Set.of())))));
    return all;
  }

  /** The process that lives, or lived, at the address of a member. */
  private String name(Status.Member member) {
    for (NodeView node : nodes) {
      Status status = node.status();
      if (status != null && status.address().equals(member.address())) {
        return status.jvm();
      }
    }
    return member.address();
  }

  List<Live.Fault> faults() {
    Set<ActiveFault> all = new LinkedHashSet<>();
    for (NodeView node : nodes) {
      Status status = node.status();
      if (status != null && node.answers()) {
        all.addAll(status.chaos().active());
      }
    }
    return all.stream().map(fault -> new Live.Fault(fault.fault(), fault.target())).toList();
  }

  List<Live.Drop> drops() {
    Map<String, double[]> drops = new TreeMap<>();
    for (NodeView node : nodes) {
      Status status = node.status();
      if (status == null) {
        continue;
      }
      if (status.lostForOthers() > 0) {
        double rate = node.rates().rate(RateWindow.PROCESS, RateWindow.LOST);
        drop(drops, Disposition.ELEMENT_DOWN.label(), status.lostForOthers(), live(node, rate));
      }
      for (Status.Hosted element : status.elements()) {
        for (Status.Count end : element.finished()) {
          if (isDrop(end.reason())) {
            double rate = node.rates().rate(element.name(), "end " + end.reason());
            drop(drops, end.reason(), end.packets(), live(node, rate));
          }
        }
      }
    }
    List<Live.Drop> all = new ArrayList<>();
    drops.forEach((reason, sum) -> all.add(new Live.Drop(reason, (long) sum[0], sum[1])));
    return all;
  }

  private static void drop(Map<String, double[]> drops, String reason, long packets, double rate) {
    double[] sum = drops.computeIfAbsent(reason, key -> new double[2]);
    sum[0] += packets;
    sum[1] += rate;
  }

  private static double live(NodeView node, double rate) {
    return node.answers() ? rate : 0;
  }
}
