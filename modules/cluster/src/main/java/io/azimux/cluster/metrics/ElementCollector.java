package io.azimux.cluster.metrics;

import io.azimux.cluster.host.ElementRegistry;
import io.azimux.cluster.host.ElementStats;
import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Wiring;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** Reads elements, counters and the cluster each time Prometheus asks. */
final class ElementCollector implements MultiCollector {
  private static final String UP = "azimux_element_up";
  private static final String LOST = "azimux_messages_lost_total";

  private final Hosting hosting;
  private final ClusterReadings cluster;

  ElementCollector(Hosting hosting, ClusterReadings cluster) {
    this.hosting = hosting;
    this.cluster = cluster;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    hosting
        .readings()
        .forEach(
            (element, readings) -> {
              Labels labels = labels(element);
              Labels who = Labels.of("element", element, "kind", role(element));
              families.add(UP, "1 while the element runs in this process", who, 1);
              readings.forEach(
                  reading ->
                      families.add(reading.measure(), labels, reading.label(), reading.value()));
            });
    hosting.surroundings().registry().all().forEach((name, stats) -> add(families, name, stats));
    cluster.addTo(families);
    return families.snapshots();
  }

  private void add(Families families, String element, ElementStats stats) {
    Labels labels = labels(element);
    boolean isHere = hosting.find(element).isPresent();
    for (Disposition disposition : Disposition.values()) {
      long packets = stats.finished(disposition);
      // A counter that begins only when something is lost would hide that from every rate.
      if (isHere || packets > 0) {
        families.add(Measure.PACKETS_FINISHED, labels, disposition.label(), packets);
      }
    }
    if (isHere) {
      stats.measure((measure, label, value) -> families.add(measure, labels, label, value));
      String help = "Messages to or from the element that got lost in this process";
      families.add(LOST, help, labels, stats.lostMessages());
    }
  }

  private Labels labels(String element) {
    return Labels.of(role(element), element);
  }

  private String role(String element) {
    if (element.equals(ElementRegistry.OTHERS)) {
      return "element";
    }
    return hosting.find(element).map(Wiring.Element::role).map(Placement::label).orElse("element");
  }
}
