package io.azimux.deployment.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A board as Grafana reads it.
 *
 * @param name of its file, without the ending
 */
record Board(String name, JsonNode json) {
  /** Where everything about Prometheus and Grafana lies. */
  static final Path GRAFANA =
      Path.of(System.getProperty("azimux.root", "../..")).toAbsolutePath().resolve("grafana");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a panel asks Prometheus.
   *
   * @param panel title of the panel
   * @param ref letter of the query in it
   * @param expr with Grafana's variables
   */
  record Query(String board, String panel, String ref, String expr) {
    /** The same with everything chosen, over windows of four seconds and five minutes. */
    String promql() {
      return expr.replace("$__rate_interval", "4s")
          .replace("$__range", "5m")
          .replaceAll("\"\\$[a-z]+\"", "\".+\"");
    }

    @Override
    public String toString() {
      return board + ": " + panel + " " + ref;
    }
  }

  /** All boards, by name. */
  static List<Board> all() {
    try (Stream<Path> files = Files.list(GRAFANA.resolve("dashboards"))) {
      List<Board> boards = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        boards.add(new Board(name, JSON.readTree(Files.readString(file))));
      }
      return boards;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The queries of all boards. */
  static List<Query> allQueries() {
    return all().stream().flatMap(board -> board.queries().stream()).toList();
  }

  List<JsonNode> panels() {
    return list(json.path("panels"));
  }

  List<JsonNode> variables() {
    return list(json.path("templating").path("list"));
  }

  List<JsonNode> annotations() {
    return list(json.path("annotations").path("list"));
  }

  List<JsonNode> links() {
    return list(json.path("links"));
  }

  List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : list(panel.path("targets"))) {
        queries.add(
            new Query(
                name,
                panel.path("title").asText(),
                target.path("refId").asText(),
                target.path("expr").asText()));
      }
    }
    return queries;
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
