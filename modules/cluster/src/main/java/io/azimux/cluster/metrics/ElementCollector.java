package io.azimux.cluster.metrics;

import io.azimux.cluster.chaos.ActiveFault;
import io.azimux.cluster.host.ElementRegistry;
import io.azimux.cluster.host.ElementStats;
import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.host.Reading;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Wiring;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;

/** Reads elements, counters and the cluster each time Prometheus asks. */
final class ElementCollector implements MultiCollector {
  private static final String MEMBERS = "azimux_cluster_members";
  private static final String FAULTS = "azimux_chaos_fault_active";
  private static final String LOST = "azimux_messages_lost_total";

  private final Hosting hosting;
  private final ClusterView cluster;

  /** What the cluster looks like from here. */
  @FunctionalInterface
  interface ClusterView {
    CurrentClusterState state();
  }

  ElementCollector(Hosting hosting, ClusterView cluster) {
    this.hosting = hosting;
    this.cluster = cluster;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, Family> families = new TreeMap<>();
    hosting
        .readings()
        .forEach(
            (element, readings) -> readings.forEach(reading -> add(families, element, reading)));
    hosting.surroundings().registry().all().forEach((name, stats) -> add(families, name, stats));
    members(families);
    for (ActiveFault fault : hosting.surroundings().links().order().active()) {
      family(families, FAULTS, "1 while a fault of a chaos run lasts")
          .add(Labels.of("fault", fault.fault(), "target", fault.target()), 1);
    }
    List<MetricSnapshot> snapshots = new ArrayList<>();
    families.values().forEach(family -> snapshots.add(family.snapshot()));
    return new MetricSnapshots(snapshots);
  }

  private void add(Map<String, Family> families, String element, Reading reading) {
    Measure measure = reading.measure();
    if (measure == Measure.PACKETS_FINISHED || measure == Measure.QUEUE_DEPTH) {
      // The host of elements counts these itself, for elements that are down as well.
      return;
    }
    Labels labels = Labels.of(role(element), element);
    if (!measure.label().isEmpty()) {
      labels = labels.add(measure.label(), reading.label());
    }
    family(families, measure).add(labels, reading.value());
  }

  private void add(Map<String, Family> families, String element, ElementStats stats) {
    Labels labels = Labels.of(role(element), element);
    for (Disposition disposition : Disposition.values()) {
      long packets = stats.finished(disposition);
      if (packets > 0) {
        family(families, Measure.PACKETS_FINISHED)
            .add(labels.add(Measure.PACKETS_FINISHED.label(), disposition.label()), packets);
      }
    }
    if (hosting.find(element).isPresent()) {
      family(families, Measure.QUEUE_DEPTH).add(labels, stats.waiting());
      family(families, LOST, "Messages to or from the element that got lost in this process")
          .add(labels, stats.lostMessages());
    }
  }

  private void members(Map<String, Family> families) {
    CurrentClusterState state = cluster.state();
    Family members = family(families, MEMBERS, "Processes in the cluster, as seen from here");
    for (Member member : state.getMembers()) {
      boolean reachable = !state.getUnreachable().contains(member);
      members.add(Labels.of("state", reachable ? Names.state(member) : "unreachable"), 1);
    }
  }

  private static Family family(Map<String, Family> families, Measure measure) {
    return family(families, measure.metric(), measure.help());
  }

  private static Family family(Map<String, Family> families, String name, String help) {
    return families.computeIfAbsent(name, absent -> new Family(name, help));
  }

  private String role(String element) {
    if (element.equals(ElementRegistry.OTHERS)) {
      return "element";
    }
    return hosting.find(element).map(Wiring.Element::role).map(Placement::label).orElse("element");
  }
}
