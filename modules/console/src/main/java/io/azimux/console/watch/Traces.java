package io.azimux.console.watch;

import io.azimux.cluster.journal.Entry;
import io.azimux.node.Fact;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.trace.PacketTrace;
import io.azimux.node.trace.TraceCollector;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Steps of traced packets, by trace. Safe for use by several threads. */
final class Traces {
  /** Most traces that are kept: a walk is read once, right after it was done. */
  static final int CAPACITY = 16;

  private static final int LAST = 65_535;

  private final Map<Integer, TraceCollector> traces = new LinkedHashMap<>();
  private final Set<Integer> used = new LinkedHashSet<>();
  private final Map<Integer, String> outcomes = new LinkedHashMap<>();

  synchronized void clear() {
    traces.clear();
    used.clear();
    outcomes.clear();
  }

  synchronized void take(Entry entry) {
    Step step = entry.step();
    if (step != null) {
      int trace = TraceMark.trace(entry.mark());
      used.add(trace);
      of(trace).add(entry.mark(), entry.element(), step, entry.epochNanos());
    }
    if (entry.fact() instanceof Fact.ConnectionEnded ended) {
      outcomes.computeIfPresent(ended.flow().sourcePort(), (port, none) -> ended.outcome());
    }
  }

  private TraceCollector of(int trace) {
    TraceCollector known = traces.get(trace);
    if (known == null) {
      if (traces.size() == CAPACITY) {
        traces.remove(traces.keySet().iterator().next());
      }
      known = new TraceCollector();
      traces.put(trace, known);
    }
    return known;
  }

  /** A number that no trace of this cluster had; from now on it has one. */
  synchronized int begin(int sourcePort) {
    int number = 1;
    while (number < LAST && used.contains(number)) {
      number++;
    }
    used.add(number);
    traces.remove(number);
    outcomes.clear();
    outcomes.put(sourcePort, "");
    return number;
  }

  /** How the connection from this port ended; empty while it has not. */
  synchronized String outcome(int sourcePort) {
    return outcomes.getOrDefault(sourcePort, "");
  }

  synchronized Optional<PacketTrace> trace(int number) {
    return Optional.ofNullable(traces.get(number)).flatMap(steps -> steps.trace(number));
  }
}
