package io.azimux.experiment.report;

import io.azimux.experiment.Casualty;
import io.azimux.experiment.Cause;
import io.azimux.experiment.Check;
import io.azimux.experiment.FlowTally;
import io.azimux.experiment.Invariant;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The page of one run. */
public final class RunPage {
  /** Name of the file beside {@code report.json}. */
  public static final String FILE = "report.html";

  /** Flows listed on the page: some megabytes of text; the others stand in the JSON. */
  static final int LISTED = 4000;

  private final RunReport report;
  private final String run;

  private RunPage(RunReport report, String run) {
    this.report = report;
    this.run = run;
  }

  /**
   * Writes the page into the folder of a run.
   *
   * @throws IOException where it cannot be written
   */
  public static Path write(RunReport report, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.writeString(file, html(report, String.valueOf(directory.getFileName())));
  }

  /**
   * The page.
   *
   * @param run name of the run: that of its folder
   */
  public static String html(RunReport report, String run) {
    RunPage page = new RunPage(report, run);
    String title = report.verdict().status() + " " + report.scenario() + " (Azimux)";
    return Page.of(title, "run", page.model(), page.data());
  }

  private Map<String, Object> model() {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("run", run);
    model.put("scenario", report.scenario());
    model.put("description", report.description());
    Status status = report.verdict().status();
    model.put("verdict", status.name());
    model.put("verdictMark", mark(status));
    model.put("verdictText", verdictText());
    model.put("facts", facts());
    model.put("groups", groups());
    model.putAll(new TimeLine(report).model());
    model.put("plots", Plots.model(report.curves()));
    model.putAll(ledger());
    model.put("hasPredictions", !report.predictions().isEmpty());
    model.put("predictions", report.predictions().stream().map(Theory::row).toList());
    model.put("again", report.origin().again());
    model.put("settings", settings());
    return model;
  }

  private Map<String, Object> data() {
    List<Map<String, Object>> faults = new ArrayList<>();
    for (RunReport.FaultStages fault : report.faults()) {
      faults.add(
          Map.of("what", fault.what(), "at", fault.atMillis(), "until", fault.untilMillis()));
    }
    return Map.of(
        "duration", report.durationMillis(),
        "faults", faults,
        "plots", Plots.data(),
        "curves", report.curves().stream().filter(curve -> !curve.values().isEmpty()).toList());
  }

  static String mark(Status status) {
    return switch (status) {
      case PASS -> "\u2713";
      case FAIL -> "\u2717";
      case UNKNOWN -> "?";
      case INFO -> "i";
    };
  }

  private String verdictText() {
    List<String> reasons = report.verdict().reasons();
    long judged = report.checks().stream().filter(c -> c.status() != Status.INFO).count();
    return switch (report.verdict().status()) {
      case PASS -> "All " + judged + " checks hold.";
      case FAIL -> "Does not hold: " + String.join(", ", reasons) + ".";
      default -> "Not enough evidence: " + String.join(", ", reasons) + ".";
    };
  }

  private List<Map<String, Object>> facts() {
    FlowTally flows = report.flows();
    long lost =
        report.drops().values().stream().mapToLong(Long::longValue).sum()
            - report.drops().getOrDefault("no_listener", 0L);
    List<Map<String, Object>> facts = new ArrayList<>();
    facts.add(fact(flows.seen(), "flows reached a backend", false));
    facts.add(fact(flows.completed(), "connections completed", false));
    facts.add(fact(flows.broken(), "connections broke", flows.broken() > 0));
    facts.add(fact(flows.remapped(), "changed backend while it was up", flows.remapped() > 0));
    facts.add(fact(flows.adopted(), "were taken over by another MUX", false));
    facts.add(fact(flows.known(), "of them it knew by replication", false));
    facts.add(fact(flows.agreed(), "of them its map chose alike", false));
    facts.add(fact(lost, "packets lost", false));
    facts.add(fact(flows.stallMillisP99() + " ms", "longest stall, p99 of flows", false));
    if (flows.lagMillisP99() >= 0) {
      facts.add(
          fact(
              number(flows.lagMillisP50()) + " / " + number(flows.lagMillisP99()) + " ms",
              "replication lag p50 / p99",
              false));
    }
    return facts;
  }

  private static Map<String, Object> fact(Object value, String label, boolean bad) {
    return Map.of("value", value.toString(), "label", label, "tone", bad ? "bad" : "good");
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
  }

  private List<Map<String, Object>> groups() {
    Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
    for (String name :
        List.of("Invariants", "What the scenario expects", "Faults", "Connections")) {
      groups.put(name, new ArrayList<>());
    }
    for (Check check : report.checks()) {
      List<Map<String, Object>> group = groups.get(group(check));
      if (group != null) {
        group.add(check(check));
      }
    }
    List<Map<String, Object>> filled = new ArrayList<>();
    groups.forEach(
        (name, checks) -> {
          if (!checks.isEmpty()) {
            filled.add(Map.of("name", name, "checks", checks));
          }
        });
    return filled;
  }

  private static String group(Check check) {
    String name = check.name();
    if (invariant(name).isPresent()) {
      return "Invariants";
    } else if (name.startsWith("expect ")) {
      return "What the scenario expects";
    }
    boolean fault =
        name.startsWith("fault") || name.startsWith("withdrawal ") || name.equals("loss-window");
    return fault ? "Faults" : "Connections";
  }

  private static Optional<Invariant> invariant(String check) {
    return List.of(Invariant.values()).stream().filter(i -> i.check().equals(check)).findFirst();
  }

  private static Map<String, Object> check(Check check) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("status", check.status().name());
    row.put("mark", mark(check.status()));
    row.put("name", check.name());
    row.put("measured", check.measured());
    row.put("number", invariant(check.name()).map(Invariant::number).orElse(""));
    row.put("meaning", invariant(check.name()).map(Invariant::meaning).orElse(""));
    return row;
  }

  private Map<String, Object> ledger() {
    List<Casualty> all = report.casualties();
    Map<String, Object> ledger = new LinkedHashMap<>();
    ledger.put("hasReleased", !report.released().isEmpty());
    ledger.put("releasedCount", report.released().size());
    ledger.put("released", report.released().stream().limit(LISTED).toList());
    ledger.put("hasCasualties", !all.isEmpty());
    ledger.put("casualtyCount", all.size());
    List<Map<String, Object>> causes = new ArrayList<>();
    report.causes().entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue()))
        .forEach(entry -> causes.add(cause(entry.getKey(), entry.getValue(), all.size())));
    ledger.put("causes", causes);
    ledger.put("casualties", all.stream().limit(LISTED).map(RunPage::casualty).toList());
    ledger.put("more", all.size() > LISTED ? Integer.toString(all.size() - LISTED) : "");
    return ledger;
  }

  private static Map<String, Object> cause(String label, int count, int all) {
    String words =
        List.of(Cause.values()).stream()
            .filter(cause -> cause.label().equals(label))
            .map(Cause::words)
            .findFirst()
            .orElse("");
    String percent = number(100.0 * count / Math.max(1, all));
    return Map.of("label", label, "words", words, "count", count, "percent", percent);
  }

  private static Map<String, Object> casualty(Casualty c) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("flow", c.flow());
    row.put("effect", c.effect());
    row.put("outcome", c.outcome());
    row.put("cause", c.cause());
    row.put("mux", change(c.muxBefore(), c.muxAfter()));
    row.put("backend", change(c.backendBefore(), c.backendAfter()));
    row.put("born", seconds(c.bornMillis()));
    row.put("changed", c.changeMillis() < 0 ? "" : seconds(c.changeMillis()));
    row.put("age", c.ageMillis() < 0 ? "" : c.ageMillis() + " ms");
    row.put("stall", c.stallMillis() + " ms");
    row.put("detail", c.detail());
    return row;
  }

  private static String change(String before, String after) {
    return before.equals(after) || after.isEmpty() ? before : before + " \u2192 " + after;
  }

  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f s", millis / 1000.0);
  }

  private List<Map<String, Object>> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("engine", report.engine());
    all.put("seed", Long.toString(report.seed()));
    all.put("lasted", seconds(report.durationMillis()));
    all.putAll(report.settings());
    if (!report.origin().machine().isEmpty()) {
      all.put("machine", report.origin().machine());
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    all.forEach((name, value) -> rows.add(Map.of("name", name, "value", value)));
    return rows;
  }
}
