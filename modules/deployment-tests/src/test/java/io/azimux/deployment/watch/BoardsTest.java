package io.azimux.deployment.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.azimux.node.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The boards by themselves. */
class BoardsTest {
  private static final Pattern MEASURE = Pattern.compile("\\bazimux_[a-z0-9_]+");

  /** Metrics that processes report of themselves and of each other, not of one element. */
  private static final Set<String> OF_PROCESSES =
      Set.of(
          "azimux_element_up",
          "azimux_elements_expected",
          "azimux_cluster_members",
          "azimux_cluster_element_reachable",
          "azimux_cluster_leader",
          "azimux_cluster_events_total",
          "azimux_chaos_fault_active",
          "azimux_chaos_fault_start_timestamp_seconds",
          "azimux_messages_lost_total",
          "azimux_process_gc_seconds_total");

  private final List<Board> boards = Board.all();

  private Lint lint() {
    return new Lint(
        boards.stream()
            .map(board -> board.json().path("uid").asText())
            .collect(Collectors.toSet()));
  }

  @Test
  void thereAreSixBoardsWithUidsOfTheirOwn() {
    assertThat(boards)
        .extracting(Board::name)
        .containsExactly("chaos", "cluster", "hosts-nva", "mux", "overview", "routers");
    assertThat(boards)
        .extracting(board -> board.json().path("uid").asText())
        .doesNotHaveDuplicates();
  }

  @Test
  void noBoardBreaksARule() {
    assertThat(boards).flatExtracting(lint()::findings).isEmpty();
  }

  @TestFactory
  List<DynamicTest> everyRuleFindsWhatItIsFor() {
    Map<String, Consumer<ObjectNode>> mistakes = mistakes();
    assertThat(mistakes.keySet()).containsExactlyInAnyOrderElementsOf(lint().names());
    return mistakes.entrySet().stream()
        .map(mistake -> DynamicTest.dynamicTest(mistake.getKey(), () -> mustBeFound(mistake)))
        .toList();
  }

  private void mustBeFound(Map.Entry<String, Consumer<ObjectNode>> mistake) {
    ObjectNode spoilt = boards.get(0).json().deepCopy();
    mistake.getValue().accept(spoilt);
    assertThat(lint().findings(new Board("spoilt", spoilt)))
        .isNotEmpty()
        .allMatch(finding -> finding.startsWith("spoilt: " + mistake.getKey() + ": "));
  }

  private static Map<String, Consumer<ObjectNode>> mistakes() {
    Map<String, Consumer<ObjectNode>> mistakes = new TreeMap<>();
    mistakes.put("template-datasource", board -> variable(board, 0).put("query", "loki"));
    mistakes.put("template-query", board -> variable(board, 1).put("refresh", 1));
    mistakes.put(
        "panel-datasource",
        board -> ((ObjectNode) panel(board).path("datasource")).put("uid", "P1809F7CD0C75ACF3"));
    mistakes.put("panel-title-description", board -> panel(board).put("description", ""));
    mistakes.put(
        "panel-units",
        board -> ((ObjectNode) panel(board).at("/fieldConfig/defaults")).remove("unit"));
    mistakes.put("panel-no-targets", board -> panel(board).putArray("targets"));
    mistakes.put("target-rate-interval", expr("rate(azimux_mux_bytes_total{job=~\"$job\"}[5m])"));
    mistakes.put("target-job", expr("max(azimux_element_up)"));
    mistakes.put("target-counter", expr("sum(azimux_mux_bytes_total{job=~\"$job\"})"));
    mistakes.put("uneditable", board -> board.putArray("__inputs"));
    mistakes.put("kill-visible", board -> board.put("refresh", "30s"));
    mistakes.put("unique-ids", board -> panel(board).put("id", 2));
    mistakes.put("grid", board -> ((ObjectNode) panel(board).path("gridPos")).put("w", 25));
    mistakes.put("links", board -> ((ArrayNode) board.path("links")).remove(0));
    mistakes.put(
        "annotations",
        board ->
            ((ObjectNode) board.at("/annotations/list/0")).put("expr", "up{job=~\"$job\"} == 0"));
    return mistakes;
  }

  private static Consumer<ObjectNode> expr(String expr) {
    return board -> ((ObjectNode) panel(board).at("/targets/0")).put("expr", expr);
  }

  private static ObjectNode panel(ObjectNode board) {
    return (ObjectNode) board.at("/panels/0");
  }

  private static ObjectNode variable(ObjectNode board, int i) {
    return (ObjectNode) board.at("/templating/list/" + i);
  }

  @Test
  void everyMetricOnABoardIsOneThatElementsOrProcessesReport() throws IOException {
    Set<String> known = new TreeSet<>(OF_PROCESSES);
    Arrays.stream(Measure.values()).map(Measure::metric).forEach(known::add);
    for (Path rules : RuleFile.paths()) {
      assertThat(unknown(Files.readString(rules), known)).as(rules.toString()).isEmpty();
    }
    for (Board board : boards) {
      for (JsonNode annotation : board.annotations()) {
        assertThat(unknown(annotation.path("expr").asText(), known)).isEmpty();
      }
      for (Board.Query query : board.queries()) {
        assertThat(unknown(query.expr(), known)).as(query.toString()).isEmpty();
      }
    }
  }

  /** Names in the text that nobody reports; those of records stand after a colon. */
  private static Set<String> unknown(String text, Set<String> known) {
    Set<String> unknown = new TreeSet<>();
    Matcher matcher = MEASURE.matcher(text);
    while (matcher.find()) {
      boolean isRecord =
          matcher.start() > 0 && text.charAt(matcher.start() - 1) == ':'
              || matcher.end() < text.length() && text.charAt(matcher.end()) == ':';
      String name = matcher.group().replaceFirst("_bucket$", "");
      if (!isRecord && !known.contains(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  @Test
  void everyRecordOnABoardIsOneOfTheRules() throws IOException {
    Set<String> records =
        RuleFile.all().stream().map(RuleFile.Rule::name).collect(Collectors.toSet());
    Pattern record = Pattern.compile("\\b[a-z]+:azimux_[a-z0-9_]+:[a-z0-9]+");
    for (Board.Query query : Board.allQueries()) {
      Matcher matcher = record.matcher(query.expr());
      while (matcher.find()) {
        assertThat(records).as(query.toString()).contains(matcher.group());
      }
    }
  }

  /** As rules, since Prometheus' own tool checks only those. */
  @Test
  void everyQueryIsValidPromql(@TempDir Path directory) throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    int number = 0;
    for (Board.Query query : Board.allQueries()) {
      rules.append("      # ").append(query).append("\n      - record: panel:query:n");
      rules.append(++number).append("\n        expr: ");
      rules.append('\'').append(query.promql().replace("'", "''")).append("'\n");
    }
    Path file = directory.resolve("panels.yml");
    Files.writeString(file, rules);
    PromTool.mustAccept("check", "rules", file.toString());
  }
}
