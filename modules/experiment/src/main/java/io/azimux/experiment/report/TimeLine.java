package io.azimux.experiment.report;

import io.azimux.experiment.RunReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Phases, faults and the stages of their effects, as places on a line from 0 to 100 %. */
final class TimeLine {
  /** Marks of seconds below the line, about. */
  private static final int TICKS = 10;

  /** No stage of an outage, but somebody saw it. */
  private static final String SEEN = "seen";

  private static final long[] STEPS = {100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000};

  private final RunReport report;
  private final long end;

  TimeLine(RunReport report) {
    this.report = report;
    end = Math.max(1, report.durationMillis());
  }

  Map<String, Object> model() {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("hasPhases", !report.phases().isEmpty());
    model.put("phases", report.phases().stream().map(this::phase).toList());
    model.put("faults", report.faults().stream().map(this::fault).toList());
    model.put("ticks", ticks());
    List<Map<String, Object>> moments =
        report.timeline().stream()
            .filter(moment -> moment.atMillis() >= 0)
            .map(TimeLine::moment)
            .toList();
    model.put("moments", moments);
    model.put("momentCount", moments.size());
    return model;
  }

  private Map<String, Object> phase(RunReport.Span phase) {
    return Map.of(
        "name", phase.name(),
        "left", place(phase.fromMillis()),
        "width", width(phase.fromMillis(), phase.untilMillis()));
  }

  private Map<String, Object> fault(RunReport.FaultStages fault) {
    List<Map<String, Object>> dots = new ArrayList<>();
    List<Map<String, Object>> stages = new ArrayList<>();
    for (RunReport.Moment seen : fault.seen()) {
      String kind = kind(seen);
      String words = seen.who() + ": " + seen.what();
      String after = after(seen.atMillis());
      dots.add(
          Map.of(
              "kind",
              kind,
              "left",
              place(fault.atMillis() + seen.atMillis()),
              "title",
              words + " " + after));
      String stage = stage(seen);
      stages.add(
          Map.of(
              "kind",
              kind,
              "after",
              after,
              "stage",
              stage.equals(SEEN) ? "" : stage,
              "text",
              words));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("what", fault.what());
    row.put("at", String.format(Locale.ROOT, "%.2f", fault.atMillis() / 1000.0));
    row.put("carried", fault.carriedFlows() < 0 ? "" : Long.toString(fault.carriedFlows()));
    row.put("left", place(fault.atMillis()));
    row.put("width", width(fault.atMillis(), fault.untilMillis()));
    row.put("dots", dots);
    row.put("stages", stages);
    return row;
  }

  /** The stages that an outage goes through, whoever tells of them. */
  private static String stage(RunReport.Moment seen) {
    String what = seen.what();
    if (what.contains("withdrew")) {
      return "router withdrew";
    } else if (what.contains("next hop")) {
      return "router uses it";
    } else if (what.contains("unreachable")) {
      return "unreachable";
    } else if (what.contains("removed")) {
      return "removed";
    } else if (what.contains("process gone")) {
      return "process gone";
    } else if (what.contains("same flows")) {
      return "converged";
    }
    return SEEN;
  }

  private static String kind(RunReport.Moment seen) {
    return switch (stage(seen)) {
      case "router withdrew", "router uses it" -> "router";
      case "unreachable", "removed" -> "member";
      case "process gone" -> "process";
      case "converged" -> "flows";
      default -> seen.what().contains("member") ? "member" : "other";
    };
  }

  private static String after(long millis) {
    return millis < 10_000
        ? "+" + millis + " ms"
        : String.format(Locale.ROOT, "+%.1f s", millis / 1000.0);
  }

  private static Map<String, Object> moment(RunReport.Moment moment) {
    return Map.of(
        "at",
        String.format(Locale.ROOT, "%.3f", moment.atMillis() / 1000.0),
        "who",
        moment.who(),
        "what",
        moment.what());
  }

  private List<Map<String, Object>> ticks() {
    long step = STEPS[STEPS.length - 1];
    for (int i = STEPS.length - 1; i >= 0; i--) {
      step = end / STEPS[i] <= TICKS ? STEPS[i] : step;
    }
    List<Map<String, Object>> ticks = new ArrayList<>();
    for (long at = 0; at <= end; at += step) {
      ticks.add(Map.of("left", place(at), "label", RunPage.number(at / 1000.0)));
    }
    return ticks;
  }

  private String place(long millis) {
    double part = 100.0 * Math.max(0, Math.min(end, millis)) / end;
    return String.format(Locale.ROOT, "%.2f", part);
  }

  private String width(long from, long until) {
    double part = 100.0 * (Math.min(end, until) - Math.max(0, from)) / end;
    return String.format(Locale.ROOT, "%.2f", Math.max(0, part));
  }
}
