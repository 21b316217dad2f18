package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.Conservation;
import io.azimux.experiment.Ledger;
import io.azimux.experiment.Readings;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.topology.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counters of the elements during a run: drops as they show, and the last readings of each life of
 * each element.
 *
 * <p>A drop is known only to lie between two samples. It is booked at the earlier one, or at the
 * moment of the kill where an element was killed in between: so a time in the ledger is early by
 * one round at most, and never late.
 */
final class Gauges {
  private static final Map<String, Measure> MEASURES = new LinkedHashMap<>();

  static {
    for (Measure measure : Measure.values()) {
      MEASURES.put(measure.metric(), measure);
    }
  }

  /** What one life of an element counted: it begins with its process. */
  private record Life(String element, long uid) {}

  private final Fleet fleet;
  private final Ledger ledger;
  private final Map<Life, Status.Hosted> last = new LinkedHashMap<>();
  private final Map<Life, Map<String, Long>> booked = new LinkedHashMap<>();

  /** Entries of flow tables that were there before the load: some may be gone since. */
  private final Map<Life, Long> old = new LinkedHashMap<>();

  private final Crossings crossings = new Crossings();
  private final List<Long> faults = new ArrayList<>();
  private final Readings readings = new Readings();
  private long lastSample = Long.MIN_VALUE;

  Gauges(Fleet fleet, Ledger ledger) {
    this.fleet = fleet;
    this.ledger = ledger;
  }

  /** What was dropped before the load is not the load's. */
  void begin() {
    Map<String, Status> statuses = fleet.statuses();
    for (Status status : statuses.values()) {
      for (Status.Hosted element : status.elements()) {
        count(new Life(element.name(), status.uid()), element);
        old.put(new Life(element.name(), status.uid()), flows(statuses, element.name()));
      }
    }
    lastSample = Fleet.now();
  }

  /**
   * Something was done to an element at this time: what is lost from the last look on, is since.
   */
  void struck(long nanos) {
    faults.add(nanos);
  }

  /** Keeps all readings, and books what was dropped since the last sample. */
  void sample(Map<String, Status> statuses) {
    crossings.sample(statuses);
    long now = Fleet.now();
    for (Status status : statuses.values()) {
      for (Status.Hosted element : status.elements()) {
        Life life = new Life(element.name(), status.uid());
        count(life, element).forEach((reason, more) -> book(element.name(), reason, more));
        read(element, ledger.series().at(now, element.name()));
      }
    }
    lastSample = Fleet.now();
  }

  private Map<String, Long> count(Life life, Status.Hosted element) {
    last.put(life, element);
    Map<String, Long> before = booked.computeIfAbsent(life, key -> new LinkedHashMap<>());
    Map<String, Long> more = new LinkedHashMap<>();
    for (Status.Count count : element.finished()) {
      long difference = count.packets() - before.getOrDefault(count.reason(), 0L);
      if (difference > 0) {
        more.put(count.reason(), difference);
        before.put(count.reason(), count.packets());
      }
    }
    return more;
  }

  private void book(String element, String reason, long packets) {
    Disposition disposition = Disposition.valueOf(reason.toUpperCase(Locale.ROOT));
    // Packets to an element that is not running come as facts, each with its time.
    if (!disposition.isDrop() || disposition == Disposition.ELEMENT_DOWN) {
      return;
    }
    long at = lastSample;
    for (long fault : faults) {
      if (fault >= lastSample) {
        at = fault;
      }
    }
    ledger.drop(at, element, disposition, packets);
  }

  /** Reads for the last time. */
  void finish() {
    sample(fleet.statuses());
    last.forEach((life, element) -> read(element, readings.of(element.name())));
  }

  private static void read(Status.Hosted element, Meter meter) {
    for (Status.Value value : element.readings()) {
      Measure measure = MEASURES.get(value.measure());
      if (measure != null) {
        meter.reading(measure, value.label(), value.value());
      }
    }
  }

  /** Flows of the load in a MUX's table, at least; -1 where it is no MUX or does not say. */
  long carried(Map<String, Status> statuses, String element) {
    long all = flows(statuses, element);
    long before =
        statuses.values().stream()
            .filter(status -> status.element(element) != null)
            .mapToLong(status -> old.getOrDefault(new Life(element, status.uid()), 0L))
            .findFirst()
            .orElse(0);
    return all < 0 ? all : Math.max(0, all - Math.max(0, before));
  }

  /** Elements are cut off from others, who go on sending to them for a while. */
  void cut(Action.Cut cut, Duration detection) {
    int questions = Math.toIntExact(detection.dividedBy(ClusterRun.ROUND));
    List<String> fewer = cut.from().size() < cut.to().size() ? cut.from() : cut.to();
    fewer.forEach(element -> crossings.cutOff(element, questions));
  }

  /** What became of all packets that were sent from one element to another. */
  Conservation books() {
    long blackHole =
        ledger.drops().stream()
            .filter(drop -> drop.disposition() == Disposition.STALE_NEXT_HOP)
            .mapToLong(Ledger.Drop::count)
            .sum();
    return crossings.books(blackHole);
  }

  /** What all elements counted. */
  Readings readings() {
    return readings;
  }

  /** Flows in a MUX's table; -1 where it is no MUX or does not say. */
  static long flows(Map<String, Status> statuses, String element) {
    for (Status status : statuses.values()) {
      Status.Hosted hosted = status.element(element);
      if (hosted != null) {
        for (Status.Value value : hosted.readings()) {
          if (value.measure().equals(Measure.MUX_FLOWS_CARRIED.metric())) {
            return (long) value.value();
          }
        }
      }
    }
    return -1;
  }
}
