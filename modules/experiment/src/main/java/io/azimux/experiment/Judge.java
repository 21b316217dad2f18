package io.azimux.experiment;

import io.azimux.node.Measure;
import io.azimux.topology.Replication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges a run by what happened to packets and flows, not by what is up.
 *
 * <p>Beside the {@link Invariant}s: all connections complete, every fault is seen by two observers,
 * loss stays inside the time that routers need to notice, and all that the scenario expects holds.
 */
public final class Judge {
  /**
   * Time after a backend was found unhealthy in which MUXes that have not heard may still choose
   * it.
   */
  public static final long PROPAGATION_NANOS = 1_000_000_000;

  /** Flows named in a line of text; the report has all of them. */
  private static final int NAMED = 3;

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
    checks.addAll(new Invariants(run, judge.casualties).checks());
    checks.addAll(new FaultChecks(run).checks());
    checks.addAll(new Expectations(run, judge.casualties).checks());
    checks.add(judge.stalls());
    judge.released().ifPresent(checks::add);
    judge.defects().ifPresent(checks::add);
    if (run.ledger().missed() > 0) {
      String text = run.ledger().missed() + " records were overwritten before they were read";
      checks.add(new Check("evidence", Status.UNKNOWN, text));
    }
    return RunReports.of(run, checks, judge.casualties);
  }

  /** Whatever else came of it, a run in which the program itself failed has proved nothing. */
  private Optional<Check> defects() {
    List<String> failed = run.readings().positive(Measure.ELEMENT_FAILURES);
    String text = String.join(", ", failed) + " failed and started anew; the log says why";
    return failed.isEmpty()
        ? Optional.empty()
        : Optional.of(new Check("defects", Status.FAIL, text));
  }

  private Check connections() {
    int planned = run.scenario().load().connections();
    Map<String, Integer> outcomes = new TreeMap<>();
    int opened = 0;
    int excused = 0;
    int exposed = 0;
    for (FlowRecord flow : run.ledger().flows()) {
      if (flow.isOpened() || flow.end() != null) {
        opened++;
        outcomes.merge(flow.outcome(), 1, Integer::sum);
        boolean broken = !flow.outcome().equals("completed");
        excused += broken && casualties.cause(flow).filter(Cause::excuses).isPresent() ? 1 : 0;
        exposed += broken && casualties.cause(flow).filter(Cause::isExposed).isPresent() ? 1 : 0;
      }
    }
    int completed = outcomes.getOrDefault("completed", 0);
    String text =
        "%d/%d opened, %d completed".formatted(opened, planned, completed)
            + outcomes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("completed"))
                .map(entry -> ", " + entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining())
            + (excused > 0 ? " (" + excused + " because their backend or server died)" : "")
            + (exposed > 0 ? " (" + exposed + " whose entry was on the way)" : "");
    if (completed == 0) {
      return new Check("connections", Status.UNKNOWN, text);
    }
    boolean all = opened >= planned && completed + excused + exposed == opened;
    return new Check("connections", all ? Status.PASS : Status.FAIL, text);
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

  /** Flows that deferral let go unacknowledged are exposed for a moment: named in the report. */
  private Optional<Check> released() {
    List<FlowRecord> flows =
        run.ledger().flows().stream().filter(flow -> !flow.releases().isEmpty()).toList();
    Replication replication = run.scenario().world().settings().replication();
    if (replication.mode() != Replication.Mode.DDATA_DEFERRED) {
      return Optional.empty();
    }
    String some =
        flows.stream().limit(NAMED).map(f -> f.flow().toString()).collect(Collectors.joining(", "));
    String text =
        "%d of %d flows were let go after %d ms without acknowledgement%s"
            .formatted(
                flows.size(),
                run.ledger().flows().size(),
                replication.deferLimit().toMillis(),
                flows.isEmpty() ? "" : ": " + some + (flows.size() > NAMED ? ", ..." : ""));
    return Optional.of(new Check("released", Status.INFO, text));
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
