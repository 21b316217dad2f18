package io.azimux.experiment;

import io.azimux.node.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Whether the MUXes held the same flows, from their digests over time. */
final class Digests {
  /**
   * One look at all MUXes that ran.
   *
   * @param byMux digest of each
   */
  record Round(long nanos, Map<String, Double> byMux) {
    boolean equal() {
      return byMux.values().stream().distinct().count() == 1;
    }

    /** Some MUX holds a flow: an empty table has digest 0. */
    boolean some() {
      return byMux.values().stream().anyMatch(digest -> digest != 0);
    }

    /** At least two MUXes hold the same flows. While flows come and go, all seldom do at once. */
    boolean someAgree() {
      long held = byMux.values().stream().filter(digest -> digest != 0).count();
      return byMux.values().stream().filter(digest -> digest != 0).distinct().count() < held;
    }
  }

  private final List<Round> rounds = new ArrayList<>();

  Digests(TimeSeries series) {
    Map<Long, Map<String, Double>> byTime = new TreeMap<>();
    for (TimeSeries.Key key : series.keys(Measure.MUX_FLOW_DIGEST)) {
      for (TimeSeries.Point point : series.points(key)) {
        byTime
            .computeIfAbsent(point.nanos(), at -> new TreeMap<>())
            .put(key.element(), point.value());
      }
    }
    byTime.forEach((nanos, byMux) -> rounds.add(new Round(nanos, byMux)));
  }

  /** All looks, in order of time. */
  List<Round> rounds() {
    return rounds;
  }

  /** First time from one on, up to another, at which all that ran held the same. */
  OptionalLong firstEqual(long from, long to) {
    return rounds.stream()
        .filter(round -> round.nanos() >= from && round.nanos() <= to)
        .filter(Round::equal)
        .mapToLong(Round::nanos)
        .findFirst();
  }
}
