package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.topology.Expectation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Measures what a scenario can expect. Times are in seconds. */
final class Quantities {
  /**
   * A measured value.
   *
   * @param value infinite where something did not come about
   * @param why why there is none; empty where there is one
   */
  record Reading(double value, String why) {
    static Reading of(double value) {
      return new Reading(value, "");
    }

    static Reading unknown(String why) {
      return new Reading(0, why);
    }

    boolean isUnknown() {
      return !why.isEmpty();
    }
  }

  private final RunResult run;
  private final Ledger ledger;
  private final Casualties casualties;
  private final FaultTimes times;

  Quantities(RunResult run, Casualties casualties) {
    this.run = run;
    ledger = run.ledger();
    this.casualties = casualties;
    times = new FaultTimes(run);
  }

  Reading read(Expectation.Quantity quantity, Optional<String> of, Window window) {
    boolean noFlows = ledger.flows().stream().noneMatch(flow -> !flow.sightings().isEmpty());
    return switch (quantity) {
      case REMAPPED_FLOWS -> noFlows ? noFlows() : Reading.of(remapped(window));
      case BROKEN_FLOWS -> noFlows ? noFlows() : Reading.of(broken(window, false));
      case UNEXPLAINED_FLOWS -> noFlows ? noFlows() : Reading.of(broken(window, true));
      case LOST_PACKETS -> Reading.of(lostPackets(of, window));
      case LOSS_WINDOW -> times.lossWindow(of, window);
      case WITHDRAW_TIME -> times.withdrawTime(of, window);
      case WITHDRAWALS -> Reading.of(withdrawals(of, window));
      case HASH_FALLBACKS -> decisions(FlowStory.FALLBACK, of, window);
      case REPLICATED_HITS -> decisions(FlowStory.REPLICATED, of, window);
      case NEW_FLOWS_AT -> newFlowsAt(of, window);
      case HEALTH_CHANGES -> Reading.of(healthChanges(of, window));
      case CONVERGENCE_TIME -> convergence(window);
      case REPLICATION_LAG_P99 -> lag(window);
      case LONGEST_STALL -> stall(window);
    };
  }

  private static Reading noFlows() {
    return Reading.unknown("no flow was seen at any backend");
  }

  private double remapped(Window window) {
    return flows()
        .filter(casualties::changedBackend)
        .filter(flow -> window.contains(casualties.story(flow).changeNanos()))
        .count();
  }

  /** A flow that has not ended is broken in the phase in which the run ended. */
  private double broken(Window window, boolean unexplained) {
    long end = ledger.loadStartNanos() + run.durationNanos();
    return flows()
        .filter(FlowRecord::isOpened)
        .filter(flow -> !flow.outcome().equals("completed") || casualties.changedBackend(flow))
        .filter(flow -> unexplained || !flow.outcome().equals("completed"))
        .filter(flow -> window.contains(Math.min(end, flow.endedNanos())))
        .filter(flow -> !unexplained || isUnexplained(flow))
        .count();
  }

  private boolean isUnexplained(FlowRecord flow) {
    Cause cause = casualties.cause(flow).orElse(Cause.UNEXPLAINED);
    return switch (cause) {
      case MAP_DIFFERS, SPLIT_DECISION, UNEXPLAINED -> true;
      default -> false;
    };
  }

  private double lostPackets(Optional<String> of, Window window) {
    return ledger.drops().stream()
        .filter(drop -> window.contains(drop.nanos()))
        .filter(
            drop ->
                of.isEmpty()
                    ? drop.disposition() != Disposition.NO_LISTENER
                    : drop.disposition().label().equals(of.get().replace('-', '_')))
        .mapToDouble(Ledger.Drop::count)
        .sum();
  }

  /** Of the router that withdrew most often. */
  private double withdrawals(Optional<String> of, Window window) {
    Map<String, Integer> byRouter = new LinkedHashMap<>();
    ledger.nextHops().stream()
        .filter(change -> !change.up() && window.contains(change.nanos()))
        .filter(change -> of.isEmpty() || of.get().equals(change.subject()))
        .forEach(change -> byRouter.merge(change.observer(), 1, Integer::sum));
    return byRouter.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private Reading decisions(String kind, Optional<String> of, Window window) {
    List<TimeSeries.Key> keys = run.series().keys(Measure.MUX_DECISIONS);
    if (keys.isEmpty()) {
      return Reading.unknown("no MUX told how it decided");
    }
    return Reading.of(
        keys.stream()
            .filter(key -> key.label().equals(kind))
            .filter(key -> of.isEmpty() || of.get().equals(key.element()))
            .mapToDouble(key -> Curves.increase(run.series().points(key), window))
            .sum());
  }

  private Reading newFlowsAt(Optional<String> of, Window window) {
    if (of.isEmpty()) {
      return Reading.unknown("of which backend?");
    }
    return Reading.of(
        flows()
            .flatMap(flow -> flow.sightings().stream())
            .filter(sighting -> sighting.opening() && window.contains(sighting.nanos()))
            .filter(sighting -> isOf(sighting.backend(), of.get()))
            .count());
  }

  private double healthChanges(Optional<String> of, Window window) {
    return ledger.health().stream()
        .filter(change -> window.contains(change.nanos()))
        .filter(change -> of.isEmpty() || isOf(change.subject(), of.get()))
        .count();
  }

  /** A NIC, or any NIC of a machine. */
  private static boolean isOf(String nic, String name) {
    return nic.equals(name) || nic.startsWith(name + "/");
  }

  private Reading convergence(Window window) {
    Digests digests = new Digests(run.series());
    if (digests.rounds().isEmpty()) {
      return Reading.unknown("no MUX tells a digest of its flows");
    }
    OptionalLong first = digests.firstEqual(window.from(), window.to());
    return Reading.of(
        first.isEmpty() ? Double.POSITIVE_INFINITY : (first.getAsLong() - window.from()) / 1e9);
  }

  private Reading lag(Window window) {
    OptionalDouble lag = new Lags(run.series()).longest(window.from(), window.to());
    return lag.isEmpty() ? Reading.unknown("no lag was measured") : Reading.of(lag.getAsDouble());
  }

  private Reading stall(Window window) {
    DoubleStream stalls =
        flows()
            .filter(flow -> flow.end() != null)
            .filter(flow -> flow.livedBetween(window.from(), window.to()))
            .mapToDouble(FlowRecord::longestStallNanos);
    OptionalDouble longest = stalls.max();
    return longest.isEmpty()
        ? Reading.unknown("no connection ended")
        : Reading.of(longest.getAsDouble() / 1e9);
  }

  private Stream<FlowRecord> flows() {
    return ledger.flows().stream();
  }
}
