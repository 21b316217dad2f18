package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.Death;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** What many kills and restarts in a row took, and whether the cluster is as it was before. */
public final class CycleFigures {
  private CycleFigures() {}

  /**
   * Lines for people.
   *
   * @param routers that spread flows over the MUXes
   * @param statuses what all processes say at the end
   */
  public static List<String> lines(Ledger ledger, int routers, Collection<Status> statuses) {
    List<Death> deaths = Death.of(ledger);
    List<FaultRecord> restarts =
        ledger.faults().stream().filter(record -> record.fault().isRestart()).toList();
    List<String> lines = new ArrayList<>();
    lines.add(deaths.size() + " kills, " + restarts.size() + " restarts");
    lines.add(row("black hole, to the last packet lost", of(deaths, Death::lastLoss)));
    lines.add(row("withdrawn by the last router", of(deaths, Death::withdrawn)));
    lines.add(row("unreachable to the cluster", of(deaths, Death::unreachable)));
    lines.add(row("removed from the cluster", of(deaths, Death::removed)));
    lines.add(
        row(
            "used by all routers again, after the restart",
            millis(restarts.stream().map(one -> Death.used(ledger, one, routers)).toList())));
    lines.add(row("from kill to kill", between(ledger)));
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

  private static long[] of(List<Death> deaths, Function<Death, OptionalLong> stage) {
    return millis(deaths.stream().map(stage).toList());
  }

  private static long[] millis(List<OptionalLong> nanos) {
    return nanos.stream()
        .flatMapToLong(OptionalLong::stream)
        .map(value -> value / 1_000_000)
        .sorted()
        .toArray();
  }

  private static long[] between(Ledger ledger) {
    long[] kills =
        ledger.faults().stream()
            .filter(record -> record.fault().isKill())
            .mapToLong(FaultRecord::nanos)
            .toArray();
    long[] gaps = new long[Math.max(0, kills.length - 1)];
    Arrays.setAll(gaps, i -> (kills[i + 1] - kills[i]) / 1_000_000);
    Arrays.sort(gaps);
    return gaps;
  }

  private static String row(String what, long[] sorted) {
    if (sorted.length == 0) {
      return what + ": never";
    }
    return String.format(
        Locale.ROOT,
        "%s: median %d ms, p99 %d ms, longest %d ms (%d times)",
        what,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1],
        sorted.length);
  }
}
