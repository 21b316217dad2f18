package io.azimux.deployment.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules for boards: those of Grafana's dashboard-linter, and what experience with provisioned
 * boards adds. Where the linter wants a variable {@code instance}, the boards choose elements by
 * their names, since an address changes with every restart.
 */
final class Lint {
  private static final String SOURCE = "${datasource}";
  private static final int WIDTH = 24;

  /** A metric or a record, with its matchers where it has some. */
  private static final Pattern SELECTOR =
      Pattern.compile(
          "((?:[a-z]+:)?(?:azimux|jvm|process|scrape)_[a-z0-9_:]*|ALERTS)(\\{[^}]*\\})?");

  private static final Pattern RANGE = Pattern.compile("(rate|increase)\\([^\\[]*\\[([^\\]]+)\\]");
  private static final Pattern ZERO = Pattern.compile("(==|<=?)\\s*0(?![.0-9])");

  /** Ranges for counts over a fixed time. */
  private static final Set<String> FIXED = Set.of("$__rate_interval", "$__range", "5s", "10s");

  private final Set<String> boards;
  private final Map<String, BiConsumer<Board, List<String>>> rules = new LinkedHashMap<>();

  /**
   * The rules.
   *
   * @param boards uids that links may lead to
   */
  Lint(Set<String> boards) {
    this.boards = boards;
    rules.put("template-datasource", this::dataSourceVariable);
    rules.put("template-query", this::queryVariables);
    rules.put("panel-datasource", this::dataSources);
    rules.put("panel-title-description", this::titles);
    rules.put("panel-units", this::units);
    rules.put("panel-no-targets", this::targets);
    rules.put("target-rate-interval", this::ranges);
    rules.put("target-job", this::jobs);
    rules.put("target-counter", this::counters);
    rules.put("uneditable", this::form);
    rules.put("kill-visible", this::timing);
    rules.put("unique-ids", this::ids);
    rules.put("grid", this::grid);
    rules.put("links", this::links);
    rules.put("annotations", this::annotations);
  }

  /** Names of all rules. */
  Set<String> names() {
    return rules.keySet();
  }

  /** Everything that is wrong with a board, each with the name of the rule. */
  List<String> findings(Board board) {
    List<String> all = new ArrayList<>();
    rules.forEach(
        (name, rule) -> {
          List<String> findings = new ArrayList<>();
          rule.accept(board, findings);
          findings.forEach(finding -> all.add(board.name() + ": " + name + ": " + finding));
        });
    return all;
  }

  private void dataSourceVariable(Board board, List<String> findings) {
    boolean found =
        board.variables().stream()
            .anyMatch(
                variable ->
                    is(variable, "name", "datasource")
                        && is(variable, "type", "datasource")
                        && is(variable, "query", "prometheus")
                        && is(variable.path("current"), "value", "azimux-prometheus"));
    if (!found) {
      findings.add("no variable 'datasource' whose default is azimux-prometheus");
    }
  }

  private void queryVariables(Board board, List<String> findings) {
    boolean hasJob = board.variables().stream().anyMatch(one -> is(one, "name", "job"));
    if (!hasJob) {
      findings.add("no variable 'job'");
    }
    for (JsonNode variable : board.variables()) {
      boolean sound =
          !is(variable, "type", "query")
              || variable.path("query").isTextual()
                  && variable.path("query").asText().startsWith("label_values(azimux_")
                  && is(variable, "allValue", ".+")
                  && variable.path("refresh").asInt() == 2
                  && variable.path("multi").asBoolean()
                  && variable.path("includeAll").asBoolean();
      if (!sound) {
        findings.add("variable " + variable.path("name").asText());
      }
    }
  }

  private void dataSources(Board board, List<String> findings) {
    for (JsonNode source : board.json().findValues("datasource")) {
      if (!is(source, "type", "prometheus") || !is(source, "uid", SOURCE)) {
        findings.add("data source " + source);
      }
    }
  }

  private void titles(Board board, List<String> findings) {
    for (JsonNode panel : board.panels()) {
      boolean sound =
          !panel.path("title").asText().isBlank()
              && panel.path("description").asText().length() > 20;
      if (!sound) {
        findings.add("panel " + panel.path("id") + " '" + panel.path("title").asText() + "'");
      }
    }
  }

  private void units(Board board, List<String> findings) {
    for (JsonNode panel : board.panels()) {
      if (panel.path("fieldConfig").path("defaults").path("unit").asText().isBlank()) {
        findings.add(panel.path("title").asText());
      }
    }
  }

  private void targets(Board board, List<String> findings) {
    for (JsonNode panel : board.panels()) {
      Set<String> letters = new HashSet<>();
      List<JsonNode> targets = Board.list(panel.path("targets"));
      boolean sound =
          !targets.isEmpty()
              && targets.stream()
                  .allMatch(
                      target ->
                          letters.add(target.path("refId").asText())
                              && !target.path("expr").asText().isBlank());
      if (!sound) {
        findings.add(panel.path("title").asText());
      }
    }
  }

  private void ranges(Board board, List<String> findings) {
    for (Board.Query query : board.queries()) {
      Matcher matcher = RANGE.matcher(query.expr());
      while (matcher.find()) {
        boolean isRate = matcher.group(1).equals("rate");
        String range = matcher.group(2);
        boolean sound = isRate ? range.equals("$__rate_interval") : FIXED.contains(range);
        if (!sound) {
          findings.add(query + ": " + matcher.group());
        }
      }
    }
  }

  private void jobs(Board board, List<String> findings) {
    for (Board.Query query : board.queries()) {
      Matcher matcher = SELECTOR.matcher(query.expr());
      while (matcher.find()) {
        boolean sound = matcher.group(2) != null && matcher.group(2).contains("job=~\"$job\"");
        if (!sound) {
          findings.add(query + ": " + matcher.group());
        }
      }
    }
  }

  /** A counter by itself only ever grows; what is of interest is by how much. */
  private void counters(Board board, List<String> findings) {
    for (Board.Query query : board.queries()) {
      Matcher matcher =
          Pattern.compile("(\\w+\\()?azimux_[a-z_]+_(total|bucket)").matcher(query.expr());
      while (matcher.find()) {
        String function = matcher.group(1);
        if (!"rate(".equals(function) && !"increase(".equals(function)) {
          findings.add(query + ": " + matcher.group());
        }
      }
    }
  }

  private void form(Board board, List<String> findings) {
    JsonNode json = board.json();
    if (json.path("editable").asBoolean(true)) {
      findings.add("editable");
    }
    if (json.path("schemaVersion").asInt() != 39) {
      findings.add("schemaVersion " + json.path("schemaVersion"));
    }
    // A board that was exported "for sharing" asks for its data source, and file provisioning
    // cannot answer.
    if (json.has("__inputs") || json.toString().contains("${DS_")) {
      findings.add("__inputs or ${DS_...}");
    }
    if (json.has("id")) {
      findings.add("an id of some other Grafana");
    }
  }

  private void timing(Board board, List<String> findings) {
    JsonNode json = board.json();
    if (!is(json, "refresh", "1s")) {
      findings.add("refresh " + json.path("refresh"));
    }
    boolean soon = is(json.path("time"), "from", "now-5m") && is(json.path("time"), "to", "now");
    if (!soon || !is(json, "timezone", "utc")) {
      findings.add("time " + json.path("time") + " " + json.path("timezone"));
    }
  }

  private void ids(Board board, List<String> findings) {
    Set<Integer> ids = new HashSet<>();
    Set<String> titles = new HashSet<>();
    for (JsonNode panel : board.panels()) {
      boolean isNew = ids.add(panel.path("id").asInt()) & titles.add(panel.path("title").asText());
      if (!isNew) {
        findings.add("panel " + panel.path("id") + " '" + panel.path("title").asText() + "'");
      }
    }
  }

  private void grid(Board board, List<String> findings) {
    List<JsonNode> places =
        board.panels().stream()
            .map(panel -> panel.path("gridPos"))
            .sorted(Comparator.comparingInt(place -> place.path("y").asInt()))
            .toList();
    for (int i = 0; i < places.size(); i++) {
      JsonNode one = places.get(i);
      if (one.path("x").asInt() + one.path("w").asInt() > WIDTH || one.path("h").asInt() < 2) {
        findings.add("outside: " + one);
      }
      for (JsonNode other : places.subList(i + 1, places.size())) {
        if (overlap(one, other, "x", "w") && overlap(one, other, "y", "h")) {
          findings.add(one + " on " + other);
        }
      }
    }
  }

  private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
    int a = one.path(from).asInt();
    int b = other.path(from).asInt();
    return a < b + other.path(length).asInt() && b < a + one.path(length).asInt();
  }

  private void links(Board board, List<String> findings) {
    Set<String> others = new HashSet<>(boards);
    others.remove(board.json().path("uid").asText());
    for (JsonNode link : board.links()) {
      String uid = link.path("url").asText().replaceFirst("^/d/", "");
      boolean keeps = link.path("keepTime").asBoolean() && link.path("includeVars").asBoolean();
      if (!others.remove(uid) || !keeps) {
        findings.add("link to " + link.path("url").asText());
      }
    }
    others.forEach(missing -> findings.add("no link to " + missing));
  }

  /** Grafana draws a Prometheus annotation only where the value is above 0. */
  private void annotations(Board board, List<String> findings) {
    if (board.annotations().size() < 2) {
      findings.add("faults and elements down must be annotated");
    }
    for (JsonNode annotation : board.annotations()) {
      String expr = annotation.path("expr").asText();
      boolean sound =
          !expr.isBlank()
              && !ZERO.matcher(expr).find()
              && is(annotation, "step", "1s")
              && annotation.path("enable").asBoolean();
      if (!sound) {
        findings.add(annotation.path("name").asText() + ": " + expr);
      }
    }
  }

  private static boolean is(JsonNode object, String field, String value) {
    return object.path(field).asText().equals(value);
  }
}
