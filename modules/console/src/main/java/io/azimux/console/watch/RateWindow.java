package io.azimux.console.watch;

import io.azimux.cluster.http.Status;
import io.azimux.node.Measure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a process has counted into rates, over about the last second: long enough to be calm,
 * short enough to show a kill. Safe for use by several threads.
 */
final class RateWindow {
  private static final long SPAN_NANOS = 1_000_000_000L;

  /** Stands for the process itself, where elements have names. */
  static final String PROCESS = "";

  /** What a process counts of packets for elements that have gone. */
  static final String LOST = "lost";

  private static final Set<String> COUNTERS = new LinkedHashSet<>();

  static {
    for (Measure measure : Measure.values()) {
      if (measure.isCounter()) {
        COUNTERS.add(measure.metric());
      }
    }
  }

  /** Counters of an element at one time; {@code nanos} is the clock of its process. */
  private record Reading(long nanos, Map<String, Double> counters) {}

  private final Map<String, Deque<Reading>> byElement = new LinkedHashMap<>();
  private long life;

  /** Takes an answer; a process that is another one than before begins anew. */
  synchronized void take(Status status) {
    if (status.uid() != life) {
      byElement.clear();
      life = status.uid();
    }
    for (Status.Hosted element : status.elements()) {
      add(element.name(), new Reading(status.epochNanos(), counters(element)));
    }
    Map<String, Double> lost = Map.of(LOST, (double) status.lostForOthers());
    add(PROCESS, new Reading(status.epochNanos(), lost));
  }

  private void add(String name, Reading reading) {
    Deque<Reading> readings = byElement.computeIfAbsent(name, key -> new ArrayDeque<>());
    readings.addLast(reading);
    while (readings.size() > 2 && second(readings).nanos() <= reading.nanos() - SPAN_NANOS) {
      readings.removeFirst();
    }
  }

  private static Reading second(Deque<Reading> readings) {
    var iterator = readings.iterator();
    iterator.next();
    return iterator.next();
  }

  private static Map<String, Double> counters(Status.Hosted element) {
    Map<String, Double> counters = new LinkedHashMap<>();
    counters.put("received", (double) element.received());
    counters.put("sent", (double) element.sent());
    element.links().forEach(link -> counters.put("to " + link.peer(), (double) link.packets()));
    element.finished().forEach(end -> counters.put("end " + end.reason(), (double) end.packets()));
    for (Status.Value value : element.readings()) {
      if (COUNTERS.contains(value.measure())) {
        counters.put(key(value), value.value());
      }
    }
    return counters;
  }

  /** True where a reading only grows. */
  static boolean isCounter(Status.Value value) {
    return COUNTERS.contains(value.measure());
  }

  /** The name of a reading on the page: without prefix, with its label behind a dot. */
  static String key(Status.Value value) {
    String name = value.measure().replaceFirst("^azimux_", "").replaceFirst("_total$", "");
    return value.label().isEmpty() ? name : name + "." + value.label();
  }

  /** Growth of a counter each second; 0 before there are two readings. */
  synchronized double rate(String element, String counter) {
    @Nullable Deque<Reading> readings = byElement.get(element);
    if (readings == null || readings.size() < 2) {
      return 0;
    }
    Reading first = readings.getFirst();
    Reading last = readings.getLast();
    double seconds = (last.nanos() - first.nanos()) / 1e9;
    double grown =
        last.counters().getOrDefault(counter, 0.0) - first.counters().getOrDefault(counter, 0.0);
    return seconds <= 0 ? 0 : Math.max(0, grown / seconds);
  }
}
