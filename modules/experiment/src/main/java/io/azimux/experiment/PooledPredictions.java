package io.azimux.experiment;

import io.azimux.experiment.theory.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What theory says of many losses together: shares of all flows, and sums of counts. */
final class PooledPredictions {
  private PooledPredictions() {}

  /** Those of one kind follow one another in each loss in the same order, and have equal laws. */
  static List<Prediction> of(List<List<Prediction>> losses) {
    Map<String, List<Prediction>> byKind = new LinkedHashMap<>();
    for (List<Prediction> loss : losses) {
      for (Prediction prediction : loss) {
        byKind.computeIfAbsent(kind(prediction), any -> new ArrayList<>()).add(prediction);
      }
    }
    return byKind.values().stream().map(PooledPredictions::pooled).toList();
  }

  /** Only counts name the MUX. */
  private static String kind(Prediction prediction) {
    return prediction.unit().equals("flows") ? "flows" : prediction.name();
  }

  private static Prediction pooled(List<Prediction> all) {
    Prediction first = all.get(0);
    long trials = all.stream().mapToLong(Prediction::trials).sum();
    boolean shares = first.unit().equals("share");
    double predicted = 0;
    double measured = 0;
    for (Prediction one : all) {
      predicted += one.predicted() * (shares ? one.trials() : 1);
      measured += one.wasMeasured() ? one.measured() * (shares ? one.trials() : 1) : 0;
    }
    Interval interval =
        shares
            ? Interval.ofShare(Math.round(measured), trials)
            : Interval.ofCount(Math.round(measured));
    double scale = shares ? Math.max(1, trials) : 1;
    return new Prediction(
        shares ? first.name() : "flows of lost MUXes whose entry no other MUX had",
        (shares ? first.law() : "rate x lag / N") + "; " + all.size() + " losses together",
        first.unit(),
        predicted / scale,
        measured / scale,
        interval.low(),
        interval.high(),
        trials);
  }
}
