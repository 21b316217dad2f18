package io.azimux.experiment;

import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges a run by what happened to packets and flows, not by what is up.
 *
 * <p>Invariants: I1 an established flow keeps its backend while that is up; I2 conservation; I3
 * only healthy backends get new flows; I4 the return path crosses no MUX. Beside them: all
 * connections complete, every fault is seen by two observers, and loss stays inside the hold time.
 */
public final class Judge {
  /**
   * Time after a backend was found unhealthy in which MUXes that have not heard may still choose
   * it.
   */
  public static final long PROPAGATION_NANOS = 1_000_000_000;

  private final RunResult run;
  private final Casualties casualties;

  private Judge(RunResult run) {
    this.run = run;
    casualties = new Casualties(run);
  }

  /** Judges. */
  public static RunReport judge(RunResult run) {
    Judge judge = new Judge(run);
    List<Check> checks = new ArrayList<>();
    checks.add(judge.connections());
    checks.add(judge.affinity());
    checks.add(judge.conservation());
    checks.add(judge.healthyBackends());
    checks.add(judge.directReturn());
    checks.addAll(new FaultChecks(run).checks());
    checks.add(judge.stalls());
    if (run.ledger().missed() > 0) {
      String text = run.ledger().missed() + " records were overwritten before they were read";
      checks.add(new Check("evidence", Status.UNKNOWN, text));
    }
    return RunReport.of(run, checks, judge.casualties.byCause());
  }

  private Check connections() {
    int planned = run.scenario().load().connections();
    Map<String, Integer> outcomes = new TreeMap<>();
    int opened = 0;
    int excused = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      if (flow.isOpened() || flow.end() != null) {
        opened++;
        outcomes.merge(flow.outcome(), 1, Integer::sum);
        boolean broken = !flow.outcome().equals("completed");
        excused += broken && casualties.cause(flow).filter(Cause::excuses).isPresent() ? 1 : 0;
      }
    }
    int completed = outcomes.getOrDefault("completed", 0);
    String text =
        "%d/%d opened, %d completed".formatted(opened, planned, completed)
            + outcomes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("completed"))
                .map(entry -> ", " + entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining())
            + (excused > 0 ? " (" + excused + " because their backend or server died)" : "");
    if (completed == 0) {
      return new Check("connections", Status.UNKNOWN, text);
    }
    boolean all = opened >= planned && completed + excused == opened;
    return new Check("connections", all ? Status.PASS : Status.FAIL, text);
  }

  private Check affinity() {
    long seen = 0;
    long moved = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      seen += flow.sightings().isEmpty() ? 0 : 1;
      moved += casualties.changedBackend(flow) ? 1 : 0;
    }
    String text = "%d/%d flows kept their backend".formatted(seen - moved, seen);
    Status status = seen == 0 ? Status.UNKNOWN : moved == 0 ? Status.PASS : Status.FAIL;
    return new Check("flow-affinity", status, text);
  }

  private Check conservation() {
    Optional<Conservation> books = run.conservation();
    if (books.isEmpty()) {
      return new Check(
          "conservation", Status.INFO, "packets are not counted exactly by this engine");
    }
    Conservation c = books.get();
    long delivered = c.finished().getOrDefault(Disposition.DELIVERED, 0L);
    String text =
        "%d packets = %d delivered + %d dropped + %d alive%s"
            .formatted(
                c.created(),
                delivered,
                c.dropped(),
                c.alive(),
                c.missing() == 0 ? "" : "; " + c.missing() + " missing");
    return new Check("conservation", c.missing() == 0 ? Status.PASS : Status.FAIL, text);
  }

  private Check healthyBackends() {
    long opened = 0;
    long wrong = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      for (FlowRecord.Sighting sighting : flow.sightings()) {
        if (sighting.opening()) {
          opened++;
          wrong += wasUnhealthy(sighting) ? 1 : 0;
        }
      }
    }
    boolean thin = opened == 0 || run.ledger().health().isEmpty();
    Status status = thin ? Status.UNKNOWN : wrong == 0 ? Status.PASS : Status.FAIL;
    String text = "%d flows opened, %d at an unhealthy backend".formatted(opened, wrong);
    return new Check("healthy-backends", status, text);
  }

  /** True where the controller held the backend unhealthy for longer than MUXes need to hear. */
  private boolean wasUnhealthy(FlowRecord.Sighting sighting) {
    Ledger.Change last = null;
    for (Ledger.Change change : run.ledger().health()) {
      boolean applies =
          change.subject().equals(sighting.backend()) && change.nanos() <= sighting.nanos();
      if (applies && (last == null || change.nanos() >= last.nanos())) {
        last = change;
      }
    }
    return last == null || !last.up() && sighting.nanos() - last.nanos() > PROPAGATION_NANOS;
  }

  /**
   * A return packet at a MUX has a frontend as its source and matches no rule there, so that every
   * one of them ends NO_RULE at a MUX.
   */
  private Check directReturn() {
    double direct = run.readings().total(Measure.VFP_DIRECT_RETURN);
    long strayed =
        run.ledger().drops().stream()
            .filter(drop -> drop.disposition() == Disposition.NO_RULE)
            .mapToLong(Ledger.Drop::count)
            .sum();
    String text =
        "%.0f return packets left hosts directly, %d packets without a rule at a MUX"
            .formatted(direct, strayed);
    Status status = strayed > 0 ? Status.FAIL : direct > 0 ? Status.PASS : Status.UNKNOWN;
    return new Check("direct-return", status, text);
  }

  private Check stalls() {
    long[] stalls =
        run.ledger().flows().stream()
            .filter(flow -> flow.end() != null)
            .mapToLong(FlowRecord::longestStallNanos)
            .sorted()
            .toArray();
    if (stalls.length == 0) {
      return new Check("stalls", Status.INFO, "no connection ended");
    }
    long over = java.util.Arrays.stream(stalls).filter(s -> s >= Casualties.STALL_NANOS).count();
    String text =
        "%d of %d connections stalled for %d ms or more; median %d ms, p99 %d ms, longest %d ms"
            .formatted(
                over,
                stalls.length,
                millis(Casualties.STALL_NANOS),
                millis(stalls[stalls.length / 2]),
                millis(stalls[stalls.length * 99 / 100]),
                millis(stalls[stalls.length - 1]));
    return new Check("stalls", Status.INFO, text);
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
