package io.azimux.deployment.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus' configuration, records and alerts. */
class RulesTest {
  private static String text(Path path) {
    return path.toString();
  }

  @Test
  void rulesAreSound() throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("check", "rules", "--lint=all", "--lint-fatal"));
    RuleFile.paths().forEach(path -> arguments.add(text(path)));
    PromTool.mustAccept(arguments.toArray(String[]::new));
  }

  @Test
  void rulesSayWhatTheirTestsExpect() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("test", "rules"));
    RuleFile.tests().forEach(path -> arguments.add(text(path)));
    PromTool.mustAccept(arguments.toArray(String[]::new));
  }

  /** A test is one that expects a value, or an alert both silent and firing. */
  @Test
  void everyRuleHasATest() throws IOException {
    List<String> recorded = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    List<String> fired = new ArrayList<>();
    for (Path file : RuleFile.tests()) {
      for (JsonNode test : RuleFile.read(file).path("tests")) {
        test.path("promql_expr_test").forEach(one -> recorded.add(one.path("expr").asText()));
        for (JsonNode one : test.path("alert_rule_test")) {
          (one.has("exp_alerts") ? fired : silent).add(one.path("alertname").asText());
        }
      }
    }
    for (RuleFile.Rule rule : RuleFile.all()) {
      if (rule.isAlert()) {
        assertThat(silent).contains(rule.name());
        assertThat(fired).contains(rule.name());
      } else {
        assertThat(recorded).contains(rule.name());
      }
    }
  }

  @Test
  void everyAlertSaysWhatItMeansAndHowBadItIs() throws IOException {
    for (RuleFile.Rule rule : RuleFile.all()) {
      if (rule.isAlert()) {
        JsonNode notes = rule.json().path("annotations");
        assertThat(notes.path("summary").asText()).as(rule.name()).isNotBlank();
        assertThat(notes.path("description").asText()).as(rule.name()).endsWith(".");
        assertThat(rule.json().path("labels").path("severity").asText())
            .as(rule.name())
            .isIn("warning", "critical");
        assertThat(rule.name()).startsWith("Azimux");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.yml", "compose.yml", "kubernetes.yml"})
  void aKillShowsWithinTheSecond(String file) throws IOException {
    JsonNode config = RuleFile.read(RuleFile.prometheus().resolve(file));
    assertThat(config.at("/global/scrape_interval").asText()).isEqualTo("1s");
    assertThat(config.at("/global/evaluation_interval").asText()).isEqualTo("1s");
    assertThat(config.path("scrape_configs")).hasSize(1);
    JsonNode job = config.path("scrape_configs").get(0);
    assertThat(job.path("job_name").asText()).isEqualTo("azimux");
    assertThat(job.path("honor_labels").asBoolean()).isTrue();
    assertThat(config.path("rule_files").get(0).asText()).isEqualTo("rules/*.yml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.yml", "compose.yml", "kubernetes.yml"})
  void prometheusTakesTheConfiguration(String file) {
    PromTool.Outcome outcome =
        PromTool.run("", "check", "config", text(RuleFile.prometheus().resolve(file)));
    assumeFalse(
        file.equals("kubernetes.yml")
            && outcome.output().contains("kubernetes_sd_configs not found"),
        "skipped: this promtool was built without Kubernetes");
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @Test
  void grafanaKnowsTheScrapeInterval() throws IOException {
    JsonNode source =
        RuleFile.read(Board.GRAFANA.resolve("provisioning/datasources/prometheus.yaml"))
            .at("/datasources/0");
    assertThat(source.path("uid").asText()).isEqualTo("azimux-prometheus");
    assertThat(source.at("/jsonData/timeInterval").asText()).isEqualTo("1s");
  }

  @Test
  void everyFileIsPartOfTheComponentForKubernetes() throws IOException {
    String component = Files.readString(Board.GRAFANA.resolve("kustomization.yaml"));
    for (Board board : Board.all()) {
      assertThat(component).contains("- dashboards/" + board.name() + ".json");
    }
    for (Path rules : RuleFile.paths()) {
      assertThat(component).contains("- prometheus/rules/" + rules.getFileName());
    }
  }
}
