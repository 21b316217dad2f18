package io.azimux.experiment.compare;

import io.azimux.experiment.Prediction;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.Status;
import io.azimux.experiment.theory.Interval;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What came of one variant, over all its seeds. Shares are 0..1; -1 where nobody measured it.
 *
 * @param choices of the variant
 * @param runs how many
 * @param flows flows that reached a backend, of all runs together
 * @param broken connections that did not complete
 * @param remapped flows that changed their backend while it was up
 * @param low lower end of the share that is remapped, with 95 % confidence
 * @param high upper end
 * @param released flows that deferral let go before their peers knew them
 * @param lived flows that lived at the loss of MUXes that theory expects to move most: a busy
 *     machine may lose one before anything was done to it
 * @param moved share of them that changed their backend for that loss
 * @param predicted share of them that theory says would without replication
 * @param stalenessMillisP50 replication lag
 * @param stalenessMillisP99 the same, of the slowest hundredth
 * @param syncBytesPerFlow bytes that MUXes sent each other for each flow
 * @param firstPacketMillisP50 time until a connection was established
 * @param firstPacketMillisP99 the same, of the slowest hundredth
 * @param causes flows by cause
 * @param verdict the worst of all runs
 */
public record Row(
    Map<String, String> choices,
    int runs,
    long flows,
    long broken,
    long remapped,
    double low,
    double high,
    long released,
    long lived,
    double moved,
    double predicted,
    double stalenessMillisP50,
    double stalenessMillisP99,
    double syncBytesPerFlow,
    double firstPacketMillisP50,
    double firstPacketMillisP99,
    Map<String, Integer> causes,
    Status verdict) {

  /** Sums up the runs of a variant; there is at least one. */
  public static Row of(Variant variant, List<RunReport> reports) {
    long flows = sum(reports, report -> report.flows().seen());
    long remapped = sum(reports, report -> report.flows().remapped());
    Interval interval = Interval.ofShare(remapped, flows);
    Map<String, Integer> causes = new LinkedHashMap<>();
    for (RunReport report : reports) {
      report.causes().forEach((cause, count) -> merge(causes, cause, count));
    }
    return new Row(
        variant.choices(),
        reports.size(),
        flows,
        sum(reports, report -> report.flows().broken()),
        remapped,
        interval.low(),
        interval.high(),
        sum(reports, report -> report.flows().released()),
        sum(reports, report -> loss(report).map(Prediction::trials).orElse(0L)),
        mean(reports, report -> loss(report).map(Prediction::measured).orElse(-1.0)),
        mean(reports, report -> loss(report).map(Prediction::predicted).orElse(-1.0)),
        mean(reports, report -> report.flows().lagMillisP50()),
        mean(reports, report -> report.flows().lagMillisP99()),
        mean(reports, report -> report.flows().syncBytesPerFlow()),
        mean(reports, report -> report.flows().firstPacketMicrosP50() / 1000.0),
        mean(reports, report -> report.flows().firstPacketMicrosP99() / 1000.0),
        causes,
        worst(reports));
  }

  private static void merge(Map<String, Integer> causes, String cause, int count) {
    if (count > 0) {
      causes.merge(cause, count, Integer::sum);
    }
  }

  /** What theory says of the loss at which most is at stake. */
  private static Optional<Prediction> loss(RunReport report) {
    return report.predictions().stream()
        .filter(Prediction::concernsBackends)
        .max(Comparator.comparingDouble(one -> one.predicted() * one.trials()));
  }

  private static long sum(List<RunReport> reports, ToDoubleFunction<RunReport> figure) {
    return Math.round(reports.stream().mapToDouble(figure).sum());
  }

  private static double mean(List<RunReport> reports, ToDoubleFunction<RunReport> figure) {
    double mean =
        reports.stream().mapToDouble(figure).filter(value -> value >= 0).average().orElse(-1);
    return Math.round(mean * 1e5) / 1e5;
  }

  private static Status worst(List<RunReport> reports) {
    for (Status status : List.of(Status.FAIL, Status.UNKNOWN)) {
      if (reports.stream().anyMatch(report -> report.verdict().status() == status)) {
        return status;
      }
    }
    return Status.PASS;
  }

  /** In one line, for people. */
  public String summary() {
    String theory =
        predicted < 0
            ? "theory has no say"
            : String.format(
                Locale.ROOT,
                "of %d that lived at the loss %.2f %% moved, without replication theory says %.2f"
                    + " %%",
                lived,
                100 * Math.max(0, moved),
                100 * predicted);
    return "%d of %d flows changed their backend, %d broke, %d were released; %s; %s"
        .formatted(remapped, flows, broken, released, theory, verdict);
  }

  /** Share of flows that changed their backend. */
  public double remappedShare() {
    return flows == 0 ? 0 : (double) remapped / flows;
  }
}
