package io.azimux.benchmarks.replication;

import java.util.Collection;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How late flows of the others came to one JVM in a part of the run.
 *
 * @param p50 milliseconds that half of them did not exceed
 * @param p99 milliseconds that all but a hundredth did not exceed
 * @param longest milliseconds
 * @param flows that came
 */
record Window(String jvm, double p50, double p99, double longest, long flows) {
  /** Reads {@code window p50 p99 longest flows}. */
  static Window of(String jvm, String[] words) {
    return new Window(
        jvm,
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Long.parseLong(words[4]));
  }

  /** The largest of all JVMs: a target holds for each of them. */
  static double worst(Collection<Window> windows, ToDoubleFunction<Window> figure) {
    return windows.stream().mapToDouble(figure).max().orElse(Double.POSITIVE_INFINITY);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: lag p50 %.1f, p99 %.1f, longest %.1f ms of %,d flows",
        jvm,
        p50,
        p99,
        longest,
        flows);
  }
}
