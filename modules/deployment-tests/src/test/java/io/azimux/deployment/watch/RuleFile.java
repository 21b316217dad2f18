package io.azimux.deployment.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Prometheus' files. */
final class RuleFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RuleFile() {}

  /** A record or an alert. */
  record Rule(String name, boolean isAlert, JsonNode json) {}

  static Path prometheus() {
    return Board.GRAFANA.resolve("prometheus");
  }

  /** The files with rules. */
  static List<Path> paths() throws IOException {
    try (Stream<Path> files = Files.list(prometheus().resolve("rules"))) {
      return files.sorted().toList();
    }
  }

  /** The files with tests of rules. */
  static List<Path> tests() throws IOException {
    try (Stream<Path> files = Files.list(prometheus().resolve("tests"))) {
      return files.sorted().toList();
    }
  }

  static List<Rule> all() throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (Path file : paths()) {
      for (JsonNode group : read(file).path("groups")) {
        for (JsonNode rule : group.path("rules")) {
          boolean isAlert = rule.has("alert");
          rules.add(new Rule(rule.path(isAlert ? "alert" : "record").asText(), isAlert, rule));
        }
      }
    }
    return rules;
  }

  /** A YAML file. */
  static JsonNode read(Path file) throws IOException {
    Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    return JSON.valueToTree(loaded);
  }
}
