package io.azimux.experiment;

import io.azimux.dataplane.mux.MapChange;
import io.azimux.experiment.theory.EcmpLaw;
import io.azimux.experiment.theory.Interval;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What theory says of each loss of MUXes: flows that routers move (ECMP), flows whose backend the
 * map changes, flows that break because of both, and flows that replication leaves exposed. It
 * speaks of the flows that began since the change before, for these are where a hash alone put
 * them.
 */
final class Predictions {
  /** With more losses than this, a page would be full of them. */
  private static final int MOST_LOSSES = 4;

  private final RunResult run;
  private final Casualties casualties;
  private final Settings settings;
  private final PoolHistory pools;
  private final Map<List<List<String>>, Double> mapShares = new LinkedHashMap<>();

  private Predictions(RunResult run, Casualties casualties) {
    this.run = run;
    this.casualties = casualties;
    settings = run.scenario().world().settings();
    pools = new PoolHistory(run);
  }

  /** In order of time; where there are many losses, what they all have in common. */
  static List<Prediction> of(RunResult run, Casualties casualties) {
    List<RouteChange> changes =
        RouteChange.of(run).stream()
            .filter(change -> change.before().size() > change.victims().size())
            .toList();
    Predictions predictions = new Predictions(run, casualties);
    List<List<Prediction>> each =
        changes.stream().map(predictions::all).filter(all -> !all.isEmpty()).toList();
    if (each.size() > MOST_LOSSES) {
      return PooledPredictions.of(each);
    }
    return each.size() == 1
        ? each.get(0)
        : IntStream.range(0, each.size())
            .boxed()
            .flatMap(i -> each.get(i).stream().map(p -> p.ofLoss(i + 1)))
            .toList();
  }

  private List<Prediction> all(RouteChange change) {
    List<FlowRecord> alive = run.ledger().flows().stream().filter(f -> counts(f, change)).toList();
    if (alive.isEmpty()) {
      return List.of();
    }
    double ecmp =
        EcmpLaw.movedShare(settings.ecmp().kind(), change.before().size(), change.places());
    double map = alive.stream().mapToDouble(f -> mapShare(f, change)).average().orElse(0);
    List<Prediction> all = new ArrayList<>();
    all.add(spread(change, alive, ecmp));
    all.add(mapped(change, alive, map));
    all.add(broken(change, alive, ecmp * map));
    if (shares()) {
      exposed(change, alive).ifPresent(all::add);
    }
    return all;
  }

  /** Lived when the MUXes were lost, and long enough afterwards to send something. */
  private boolean counts(FlowRecord flow, RouteChange change) {
    long later = change.lostNanos() + settings.bgp().detection().toNanos();
    boolean sent = flow.livedBetween(later, later) || tookOver(flow, change) != null;
    boolean placed = flow.bornNanos() > change.sinceNanos();
    return placed && flow.bornNanos() <= change.lostNanos() && sent;
  }

  private static FlowRecord.@Nullable Adoption tookOver(FlowRecord flow, RouteChange change) {
    for (FlowRecord.Adoption adoption : flow.adoptions()) {
      if (adoption.nanos() >= change.lostNanos() && adoption.nanos() < change.untilNanos()) {
        return adoption;
      }
    }
    return null;
  }

  private Prediction spread(RouteChange change, List<FlowRecord> alive, double predicted) {
    long moved = alive.stream().filter(flow -> tookOver(flow, change) != null).count();
    Ecmp.Kind kind = settings.ecmp().kind();
    int n = change.before().size();
    int gone = change.victims().size();
    String law =
        switch (kind) {
          case MOD_N ->
              gone == 1
                  ? "(N - 1) / N with N = " + n
                  : "residues that differ between %d and %d next hops".formatted(n, n - gone);
          case HASH_THRESHOLD ->
              "RFC 2992: regions of %d next hops that no longer overlap, %s gone"
                  .formatted(n, places(change));
          case RESILIENT ->
              "%d / N with N = %d: only the buckets of %s"
                  .formatted(gone, n, String.join(" and ", change.victims()));
        };
    return share(
        "flows that routers moved (" + kind.label() + ")", law, predicted, moved, alive.size());
  }

  private static String places(RouteChange change) {
    return change.places().stream()
        .map(place -> "place " + (place + 1))
        .collect(Collectors.joining(" and "));
  }

  private Prediction mapped(RouteChange change, List<FlowRecord> alive, double predicted) {
    List<FlowRecord> asked =
        alive.stream().filter(flow -> adoptedBy(flow, change, FlowStory.FALLBACK) != null).toList();
    long other = asked.stream().filter(flow -> casualties.story(flow).moved()).count();
    double among =
        asked.isEmpty()
            ? predicted
            : asked.stream().mapToDouble(flow -> mapShare(flow, change)).average().orElse(0);
    String kind = settings.backendMap().label();
    String law =
        settings.backendMap() == Settings.BackendMap.MAGLEV
            ? "entries that differ between the two Maglev tables of 65537"
            : "residues that differ between the two lists";
    return share(
        "flows for which the map chose another backend (" + kind + ")",
        law + "; of flows that no MUX knew",
        among,
        other,
        asked.size());
  }

  private Prediction broken(RouteChange change, List<FlowRecord> alive, double predicted) {
    long moved =
        alive.stream()
            .map(casualties::story)
            .filter(story -> story.moved() && story.changeNanos() >= change.lostNanos())
            .filter(story -> story.changeNanos() < change.untilNanos())
            .count();
    boolean none = settings.replication().mode() == Replication.Mode.NONE;
    String mode = settings.replication().mode().label();
    return new Prediction(
        none
            ? Prediction.REMAPPED
            : Prediction.REMAPPED + " without replication (measured with " + mode + ")",
        "both shares multiplied",
        "share",
        predicted,
        (double) moved / alive.size(),
        Interval.ofShare(moved, alive.size()).low(),
        Interval.ofShare(moved, alive.size()).high(),
        alive.size());
  }

  private Optional<Prediction> exposed(RouteChange change, List<FlowRecord> alive) {
    OptionalDouble lag =
        new Lags(run.series())
            .typical(0.5, change.lostNanos() - 5_000_000_000L, change.lostNanos());
    if (lag.isEmpty()) {
      return Optional.empty();
    }
    // A new flow waits half a batch on average before it is sent.
    double window = lag.getAsDouble() + settings.replication().batch().toNanos() / 2e9;
    double rate = rateBefore(change.lostNanos());
    int n = change.before().size();
    int gone = change.victims().size();
    long found =
        alive.stream()
            .filter(flow -> adoptedBy(flow, change, FlowStory.FALLBACK) != null)
            .filter(flow -> change.victims().contains(casualties.story(flow).muxBefore()))
            .count();
    Interval interval = Interval.ofCount(found);
    String law =
        String.format(
            Locale.ROOT,
            "rate x lag x %d / N = %.1f/s x %.1f ms x %d / %d",
            gone,
            rate,
            window * 1000,
            gone,
            n);
    return Optional.of(
        new Prediction(
            "flows of " + String.join(" and ", change.victims()) + " whose entry no other MUX had",
            law,
            "flows",
            rate * window * gone / n,
            found,
            interval.low(),
            interval.high(),
            alive.size()));
  }

  private double rateBefore(long nanos) {
    long from = Math.max(run.ledger().loadStartNanos(), nanos - 1_000_000_000L);
    long born =
        run.ledger().flows().stream()
            .filter(flow -> flow.bornNanos() > from && flow.bornNanos() <= nanos)
            .count();
    return nanos <= from ? 0 : born / ((nanos - from) / 1e9);
  }

  private static FlowRecord.@Nullable Adoption adoptedBy(
      FlowRecord flow, RouteChange change, String decision) {
    FlowRecord.Adoption adoption = tookOver(flow, change);
    return adoption != null && adoption.decision().equals(decision) ? adoption : null;
  }

  private boolean shares() {
    Replication.Mode mode = settings.replication().mode();
    return mode == Replication.Mode.DDATA || mode == Replication.Mode.DDATA_DEFERRED;
  }

  /** Share of hashes that the pool's changes between birth and loss of the MUX concern. */
  private double mapShare(FlowRecord flow, RouteChange change) {
    return pools
        .placeOf(flow.flow())
        .map(
            place ->
                mapShares.computeIfAbsent(
                    List.of(
                        pools.live(place, flow.bornNanos()),
                        pools.live(place, askedNanos(flow, change))),
                    pair -> MapChange.movedShare(settings.backendMap(), pair.get(0), pair.get(1))))
        .orElse(0.0);
  }

  /** When another MUX asked its map, or would have. */
  private long askedNanos(FlowRecord flow, RouteChange change) {
    FlowRecord.Adoption adoption = tookOver(flow, change);
    return adoption != null
        ? adoption.nanos()
        : change.lostNanos() + settings.bgp().detection().toNanos();
  }

  private static Prediction share(
      String name, String law, double predicted, long hits, long trials) {
    Interval interval = Interval.ofShare(hits, trials);
    double measured = trials == 0 ? 0 : (double) hits / trials;
    return new Prediction(
        name, law, "share", predicted, measured, interval.low(), interval.high(), trials);
  }
}
