package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What many kills and restarts in a row took, and whether the cluster is as it was before. */
public final class CycleFigures {
  private CycleFigures() {}

  /**
   * Lines for people.
   *
   * @param statuses what all processes say at the end
   */
  public static List<String> lines(Ledger ledger, Collection<Status> statuses) {
    List<FaultRecord> kills = of(ledger, true);
    List<FaultRecord> restarts = of(ledger, false);
    List<String> lines = new ArrayList<>();
    lines.add(
        row("withdrawn by the last router", after(ledger, kills, false))
            + " after SIGKILL, "
            + kills.size()
            + " kills");
    lines.add(
        row("used by all routers again", after(ledger, restarts, true))
            + " after the restart, "
            + restarts.size()
            + " restarts");
    lines.add(row("from kill to kill", between(kills)));
    long unreachable =
        statuses.stream()
            .flatMap(status -> status.members().stream())
            .filter(member -> !member.reachable() || !member.status().equals("Up"))
            .count();
    lines.add(
        "members: %s; unreachable or not up in anybody's eyes: %d"
            .formatted(
                statuses.stream().map(status -> status.members().size()).distinct().toList(),
                unreachable));
    return lines;
  }

  private static List<FaultRecord> of(Ledger ledger, boolean kills) {
    return ledger.faults().stream()
        .filter(record -> kills ? record.fault().isKill() : record.fault().isRestart())
        .toList();
  }

  /** Milliseconds from each fault until the last router had changed its mind about the victim. */
  private static long[] after(Ledger ledger, List<FaultRecord> faults, boolean up) {
    return faults.stream()
        .mapToLong(fault -> last(ledger, fault, up) - fault.nanos())
        .filter(nanos -> nanos >= 0)
        .map(nanos -> nanos / 1_000_000)
        .sorted()
        .toArray();
  }

  private static long last(Ledger ledger, FaultRecord fault, boolean up) {
    String victim = fault.fault().element();
    long next =
        ledger.faults().stream()
            .filter(other -> other.fault().element().equals(victim))
            .mapToLong(FaultRecord::nanos)
            .filter(nanos -> nanos > fault.nanos())
            .min()
            .orElse(Long.MAX_VALUE);
    // Each router's first change counts: a later one has another reason.
    Map<String, Long> firstOfRouter = new TreeMap<>();
    ledger.nextHops().stream()
        .filter(change -> change.subject().equals(victim) && change.up() == up)
        .filter(change -> change.nanos() >= fault.nanos() && change.nanos() < next)
        .forEach(change -> firstOfRouter.merge(change.observer(), change.nanos(), Math::min));
    return firstOfRouter.values().stream().mapToLong(Long::longValue).max().orElse(-1);
  }

  private static long[] between(List<FaultRecord> kills) {
    long[] gaps = new long[Math.max(0, kills.size() - 1)];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = (kills.get(i + 1).nanos() - kills.get(i).nanos()) / 1_000_000;
    }
    Arrays.sort(gaps);
    return gaps;
  }

  private static String row(String what, long[] sorted) {
    if (sorted.length == 0) {
      return what + ": never";
    }
    return String.format(
        Locale.ROOT,
        "%s: median %d ms, p99 %d ms, longest %d ms",
        what,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }
}
