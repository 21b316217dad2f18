package io.azimux.deployment.watch;

import io.azimux.deployment.watch.LivePrometheus.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What must be seen of a killed MUX.
 *
 * @param where board, panel and letter, or an annotation or alert
 * @param shows true of what the query yields once the kill shows
 */
record Movement(String where, Predicate<List<Sample>> shows) {
  /** By which the kill is first seen. */
  static final String FIRST = "overview: MUXes missing A";

  /** All of them, when this MUX dies. */
  static List<Movement> of(String mux) {
    List<Movement> all = new ArrayList<>();
    all.add(new Movement(FIRST, single(value -> value == 1)));
    all.add(new Movement("overview: MUXes alive A", single(value -> value == 3)));
    all.add(any("alert: AzimuxMuxMissing", "alertstate", "firing"));
    all.add(zero("overview: MUXes: process, next hop, cluster A", "element", mux));
    all.add(zero("overview: MUXes: process, next hop, cluster B", "next_hop", mux));
    all.add(zero("overview: Packets per MUX A", "mux", mux));
    all.add(gone("mux: Packet count A", "mux", mux));
    all.add(gone("mux: Flow table entries A", "mux", mux));
    all.add(any("mux: Decisions by kind A", "kind", "replicated_hit"));
    all.add(any("mux: Flows arriving at another MUX A", "kind", "replicated_hit"));
    all.add(new Movement("routers: Next hops per frontend A", single(value -> value == 3)));
    all.add(zero("routers: Next hops A", "next_hop", mux));
    all.add(zero("routers: BGP sessions of MUXes A", "peer", mux));
    all.add(low("routers: Packets to each MUX A", "next_hop", mux));
    all.add(any("routers: Route churn A", "change", "removed"));
    all.add(new Movement("chaos: Active faults A", single(value -> value == 1)));
    all.add(new Movement("chaos: Time since the fault began A", single(value -> value >= 0)));
    all.add(new Movement("chaos: Elements down A", single(value -> value == 1)));
    all.add(any("chaos: Faults A", "target", mux));
    all.add(zero("chaos: Stages of a kill A", "element", mux));
    all.add(zero("chaos: Stages of a kill C", "next_hop", mux));
    all.add(gone("cluster: CPU A", "jvm", mux));
    all.add(any("annotation: Faults", "target", mux));
    all.add(any("annotation: Elements down", "element", mux));
    return all;
  }

  private static Predicate<List<Sample>> single(Predicate<Double> wanted) {
    return samples -> samples.size() == 1 && wanted.test(samples.get(0).value());
  }

  private static Movement zero(String where, String label, String value) {
    return new Movement(
        where,
        samples ->
            samples.stream().anyMatch(one -> one.is(label, value))
                && samples.stream()
                    .filter(one -> one.is(label, value))
                    .allMatch(one -> one.value() == 0));
  }

  /**
   * A curve that stands out below the others. A rate over four seconds reaches zero only four
   * seconds after the routers' withdrawal, which is not what an eye waits for.
   */
  private static Movement low(String where, String label, String value) {
    return new Movement(
        where,
        samples -> {
          double others =
              samples.stream()
                  .filter(one -> !one.is(label, value))
                  .mapToDouble(Sample::value)
                  .average()
                  .orElse(0);
          return samples.stream().anyMatch(one -> one.is(label, value))
              && samples.stream()
                  .filter(one -> one.is(label, value))
                  .allMatch(one -> one.value() < others / 4);
        });
  }

  private static Movement any(String where, String label, String value) {
    return new Movement(
        where, samples -> samples.stream().anyMatch(s -> s.is(label, value) && s.value() > 0));
  }

  private static Movement gone(String where, String label, String value) {
    return new Movement(
        where,
        samples -> !samples.isEmpty() && samples.stream().noneMatch(s -> s.is(label, value)));
  }
}
