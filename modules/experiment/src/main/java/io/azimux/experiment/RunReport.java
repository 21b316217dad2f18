package io.azimux.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A judged run, ready to be shown or written: everything that its page needs, and nothing else.
 * Times are milliseconds after the load began.
 *
 * @param scenario name of the scenario
 * @param description one line of the scenario file
 * @param engine {@code simulator} or {@code cluster}
 * @param seed 0 where chance does not come from a seed
 * @param durationMillis from the start of the load
 * @param causes flows that broke, stalled or moved, by cause
 * @param drops packets dropped since the load began, by reason
 * @param timeline what happened to the cloud, in order
 * @param phases of the scenario; empty where it names none
 * @param faults what was done, and who saw which effect when
 * @param flows what became of all flows, in numbers
 * @param predictions what theory says, beside what happened
 * @param casualties each flow that broke, stalled or moved
 * @param released each flow whose first packet was let go before its peers knew it, and when
 * @param curves lines of the plots
 * @param settings of the run, by name
 * @param origin where it ran, and how to run it again
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
    List<Moment> timeline,
    List<Span> phases,
    List<FaultStages> faults,
    FlowTally flows,
    List<Prediction> predictions,
    List<Casualty> casualties,
    List<String> released,
    List<Curve> curves,
    Map<String, String> settings,
    Origin origin) {
  /** Copies the lists and maps. */
  public RunReport {
    checks = List.copyOf(checks);
    causes = Collections.unmodifiableMap(new LinkedHashMap<>(causes));
    drops = Collections.unmodifiableMap(new LinkedHashMap<>(drops));
    timeline = List.copyOf(timeline);
    phases = List.copyOf(phases);
    faults = List.copyOf(faults);
    predictions = List.copyOf(predictions);
    casualties = List.copyOf(casualties);
    released = List.copyOf(released);
    curves = List.copyOf(curves);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * Something that happened.
   *
   * @param atMillis since the load began, or since the fault that it belongs to; negative before
   */
  public record Moment(long atMillis, String who, String what) {}

  /** A part of a run. */
  public record Span(String name, long fromMillis, long untilMillis) {}

  /**
   * A fault.
   *
   * @param what as the scenario orders it
   * @param atMillis when it was done
   * @param untilMillis when it was undone, or the run ended; the same where it lasts no time
   * @param carriedFlows flows that its victim carried; -1 where unknown
   * @param seen who saw which effect, counted from the fault
   */
  public record FaultStages(
      String what, long atMillis, long untilMillis, long carriedFlows, List<Moment> seen) {
    /** Copies the list. */
    public FaultStages {
      seen = List.copyOf(new ArrayList<>(seen));
    }
  }

  /**
   * Where a run comes from.
   *
   * @param again the command that does it again; empty where unknown
   * @param machine what it ran on; empty where unknown
   */
  public record Origin(String again, String machine) {}

  /** The same, with where it comes from. */
  public RunReport from(Origin other) {
    return new RunReport(
        scenario,
        description,
        engine,
        seed,
        durationMillis,
        verdict,
        checks,
        causes,
        drops,
        timeline,
        phases,
        faults,
        flows,
        predictions,
        casualties,
        released,
        curves,
        settings,
        other);
  }

  /** The same without what only a page of its own needs: small enough to keep thousands. */
  public RunReport inNumbers() {
    return new RunReport(
        scenario,
        description,
        engine,
        seed,
        durationMillis,
        verdict,
        checks,
        causes,
        drops,
        List.of(),
        phases,
        List.of(),
        flows,
        predictions,
        List.of(),
        List.of(),
        List.of(),
        settings,
        origin);
  }
}
