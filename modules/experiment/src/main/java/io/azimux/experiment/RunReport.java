package io.azimux.experiment;

import io.azimux.topology.Scenario;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A judged run, ready to be shown or written.
 *
 * @param scenario name of the scenario
 * @param description one line of the scenario file
 * @param engine {@code simulator} or {@code cluster}
 * @param seed 0 where chance does not come from a seed
 * @param durationMillis from the start of the load
 * @param causes flows that broke or stalled, by cause
 * @param drops packets dropped since the load began, by reason
 * @param timeline what happened to the cloud, in order
 */
public record RunReport(
    String scenario,
    String description,
    String engine,
    long seed,
    long durationMillis,
    Verdict verdict,
    List<Check> checks,
    Map<String, Integer> causes,
    Map<String, Long> drops,
    List<Moment> timeline) {
  /** Copies the lists. */
  public RunReport {
    checks = List.copyOf(checks);
    timeline = List.copyOf(timeline);
  }

  /**
   * Something that happened.
   *
   * @param atMillis since the load began; negative before
   */
  public record Moment(long atMillis, String who, String what) {}

  static RunReport of(RunResult run, List<Check> checks, Map<Cause, Integer> byCause) {
    Map<String, Integer> causes = new TreeMap<>();
    new EnumMap<>(withAll(byCause)).forEach((cause, count) -> causes.put(cause.label(), count));
    Map<String, Long> drops = new TreeMap<>();
    for (Ledger.Drop drop : run.ledger().drops()) {
      if (drop.nanos() >= run.ledger().loadStartNanos()) {
        drops.merge(drop.disposition().label(), drop.count(), Long::sum);
      }
    }
    Scenario scenario = run.scenario();
    return new RunReport(
        scenario.name(),
        scenario.description(),
        run.engine(),
        run.seed(),
        run.durationNanos() / 1_000_000,
        Verdict.of(checks),
        checks,
        causes,
        drops,
        timeline(run.ledger()));
  }

  private static Map<Cause, Integer> withAll(Map<Cause, Integer> byCause) {
    Map<Cause, Integer> all = new EnumMap<>(Cause.class);
    for (Cause cause : Cause.values()) {
      all.put(cause, byCause.getOrDefault(cause, 0));
    }
    return all;
  }

  private static List<Moment> timeline(Ledger ledger) {
    List<Moment> moments = new ArrayList<>();
    long zero = ledger.loadStartNanos();
    for (FaultRecord fault : ledger.faults()) {
      moments.add(moment(zero, fault.nanos(), "fault", fault.fault().toString()));
      for (FaultRecord.Evidence seen : fault.evidence()) {
        moments.add(moment(zero, seen.nanos(), seen.observer(), seen.what()));
      }
    }
    for (Ledger.Change change : ledger.nextHops()) {
      String what = (change.up() ? "uses " : "withdrew ") + change.subject();
      String why = change.reason().isEmpty() ? "" : " (" + change.reason() + ")";
      moments.add(moment(zero, change.nanos(), change.observer(), what + why));
    }
    for (Ledger.Change change : ledger.health()) {
      String what = change.subject() + (change.up() ? " healthy" : " unhealthy");
      moments.add(moment(zero, change.nanos(), change.observer(), what));
    }
    moments.sort((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
    return moments;
  }

  private static Moment moment(long zero, long nanos, String who, String what) {
    return new Moment(Math.floorDiv(nanos - zero, 1_000_000L), who, what);
  }
}
