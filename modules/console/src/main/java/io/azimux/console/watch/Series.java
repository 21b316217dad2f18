package io.azimux.console.watch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Points of the plots, one a second, for five minutes. Safe for use by several threads. */
public final class Series {
  static final int CAPACITY = 300;
  private static final long EVERY_MILLIS = 1000;

  /**
   * A point.
   *
   * @param at milliseconds since 1970
   * @param muxPackets packets a second that entered each MUX
   * @param decisions of all MUXes a second, by kind
   * @param drops a second, by reason
   * @param lag seconds that the slowest MUX measures, by quantile
   * @param flows entries of each MUX
   */
  public record Sample(
      long at,
      Map<String, Double> muxPackets,
      Map<String, Double> decisions,
      Map<String, Double> drops,
      Map<String, Double> lag,
      Map<String, Double> flows) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** All that are kept, the oldest first. */
  public synchronized List<Sample> all() {
    return List.copyOf(samples);
  }

  synchronized void clear() {
    samples.clear();
  }

  /** Takes a point where it is time for one. */
  synchronized Optional<Sample> take(long at, List<Live.Element> elements, List<Live.Drop> drops) {
    if (!samples.isEmpty() && at - samples.getLast().at() < EVERY_MILLIS) {
      return Optional.empty();
    }
    Sample sample = of(at, elements, drops);
    if (samples.size() == CAPACITY) {
      samples.removeFirst();
    }
    samples.addLast(sample);
    return Optional.of(sample);
  }

  private static Sample of(long at, List<Live.Element> elements, List<Live.Drop> drops) {
    Map<String, Double> packets = new TreeMap<>();
    Map<String, Double> decisions = new TreeMap<>();
    Map<String, Double> lag = new TreeMap<>();
    Map<String, Double> flows = new TreeMap<>();
    for (Live.Element element : elements) {
      boolean up = element.state().equals("up");
      element
          .figures()
          .forEach(
              (key, value) -> {
                if (key.equals("mux_packets")) {
                  packets.put(element.name(), up ? value : 0);
                } else if (key.equals("mux_flow_table_entries") && up) {
                  flows.put(element.name(), value);
                } else if (key.startsWith("mux_decisions.") && up) {
                  decisions.merge(after(key), value, Double::sum);
                } else if (key.startsWith("replication_lag_seconds.") && up && value >= 0) {
                  lag.merge(after(key), value, Double::max);
                }
              });
    }
    Map<String, Double> dropped = new TreeMap<>();
    drops.forEach(drop -> dropped.put(drop.reason(), drop.rate()));
    return new Sample(at, packets, decisions, dropped, lag, flows);
  }

  private static String after(String key) {
    return key.substring(key.indexOf('.') + 1);
  }
}
