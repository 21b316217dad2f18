package io.azimux.experiment.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.experiment.Prediction;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.Runs;
import io.azimux.experiment.Status;
import io.azimux.experiment.report.ComparePage;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareTest {
  private static final Variant NONE = variant("none", "mod-n");
  private static final Variant DDATA = variant("<b>ddata", "mod-n");

  private static final Comparison COMPARISON =
      new Comparison(
          "nva-inbound",
          "one </script> line",
          "simulator",
          List.of(1L, 2L),
          List.of("replication", "ecmp"),
          List.of(
              Row.of(NONE, List.of(Runs.bad().report(), Runs.bad().report())),
              Row.of(DDATA, List.of(Runs.good().report(), Runs.good().report()))),
          new RunReport.Origin("./azimux compare nva-inbound", "2 processors"));

  @Test
  void everyCombinationIsAVariantAndTheLastNameVariesFastest() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("replication", List.of("none", "ddata"));
    values.put("map", List.of("list-mod", "maglev"));
    assertThat(Variant.all(values))
        .extracting(Variant::toString)
        .containsExactly("none list-mod", "none maglev", "ddata list-mod", "ddata maglev");
  }

  @Test
  void aRowSumsUpItsRunsAndTakesTheWorstVerdict() {
    Row row = Row.of(NONE, List.of(Runs.bad().report(), Runs.good().report()));
    assertThat(row.runs()).isEqualTo(2);
    assertThat(row.flows()).isEqualTo(800);
    assertThat(row.broken()).isEqualTo(1);
    assertThat(row.remapped()).isEqualTo(1);
    assertThat(row.remappedShare()).isEqualTo(1 / 800.0);
    assertThat(row.low()).isLessThan(row.remappedShare());
    assertThat(row.verdict()).isEqualTo(Status.FAIL);
    assertThat(row.causes()).containsEntry("map_differs", 1);
  }

  @Test
  void aRowSaysInALineWhatMovedBesideTheory() {
    Row row = Row.of(NONE, List.of(Runs.bad().report()));
    assertThat(row.lived()).isEqualTo(400);
    assertThat(row.moved()).isEqualTo(1 / 400.0);
    assertThat(row.summary())
        .startsWith("1 of 400 flows changed their backend, 1 broke, 0 were released; of 400 that")
        .contains("0.25 % moved", "theory says")
        .endsWith("FAIL");
  }

  @Test
  void aRowSpeaksOfTheLossAtWhichMostIsAtStake() {
    RunReport report = Runs.bad().report();
    Row row =
        Row.of(
            NONE,
            List.of(
                withPredictions(
                    report, loss(1, 0, 0, 50), loss(2, 0.68, 0.7, 400), loss(3, 0.9, 0, 10))));
    assertThat(row.lived()).isEqualTo(400);
    assertThat(row.moved()).isEqualTo(0.7);
    assertThat(row.predicted()).isEqualTo(0.68);
  }

  private static Prediction loss(int number, double predicted, double measured, long lived) {
    String name = "flows that change backend, loss " + number;
    return new Prediction(name, "law", "share", predicted, measured, 0, 1, lived);
  }

  private static RunReport withPredictions(RunReport report, Prediction... predictions) {
    return new RunReport(
        report.scenario(),
        report.description(),
        report.engine(),
        report.seed(),
        report.durationMillis(),
        report.verdict(),
        report.checks(),
        report.causes(),
        report.drops(),
        report.timeline(),
        report.phases(),
        report.faults(),
        report.flows(),
        List.of(predictions),
        report.casualties(),
        report.released(),
        report.curves(),
        report.settings(),
        report.origin());
  }

  @Test
  void numbersAloneMakeTheSameRow() {
    RunReport report = Runs.bad().report();
    assertThat(Row.of(NONE, List.of(report.inNumbers()))).isEqualTo(Row.of(NONE, List.of(report)));
  }

  @Test
  void tableAndCsvHaveACellForEachHeading() {
    for (Row row : COMPARISON.rows()) {
      assertThat(COMPARISON.cells(row)).hasSameSizeAs(COMPARISON.headings());
    }
    List<String> lines = COMPARISON.csv().lines().toList();
    assertThat(lines).hasSize(3);
    int columns = lines.get(0).split(",", -1).length;
    assertThat(lines).allMatch(line -> line.split(",", -1).length == columns);
    assertThat(lines.get(1)).startsWith("none,mod-n,2,800,2,2,0.002500,").endsWith(",FAIL");
    assertThat(lines.get(2)).startsWith("\"<b>ddata\",mod-n,");
  }

  @Test
  void thePageIsSelfContainedAndEscaped() {
    String html = ComparePage.html(COMPARISON, "20260520-compare");
    String markup = html.replaceAll("(?s)<script.*?</script>", "");
    assertThat(markup)
        .contains("id=\"heat\"", "id=\"table\"", "./azimux compare nva-inbound", "&lt;b&gt;ddata")
        .doesNotContain("<b>ddata", "src=", "href=\"http");
    assertThat(html).doesNotContain("one </script> line");
  }

  @ParameterizedTest
  @CsvSource({"0, 200, 20, 11", "0, 200, 0, 11", "-100, 100, 50, 5", "5, 5, 1, 1"})
  void aSweepHasBothEnds(long from, long to, long step, int count) {
    List<Duration> offsets =
        Sweep.offsets(Duration.ofMillis(from), Duration.ofMillis(to), Duration.ofMillis(step));
    assertThat(offsets).hasSize(count).startsWith(Duration.ofMillis(from));
    assertThat(offsets).endsWith(Duration.ofMillis(to));
  }

  @Test
  void aSweepGoesUpwardsAndIsBounded() {
    Duration milli = Duration.ofMillis(1);
    assertThatThrownBy(() -> Sweep.offsets(milli, Duration.ZERO, milli))
        .hasMessageContaining("upwards");
    assertThatThrownBy(() -> Sweep.offsets(Duration.ZERO, Duration.ofSeconds(1), milli))
        .hasMessage("1001 steps are too many, at most 200");
  }

  @Test
  void theKillIsMovedAgainstThePoolsChangeAndNothingElseIs() {
    Fault change = at(4000, new Action.SetPool("lb", "pool", List.of("web-1/eth0")));
    Fault kill = at(5000, new Action.Kill("mux-2"));
    Fault restart = at(9000, new Action.Restart("mux-2"));
    Scenario scenario = Runs.scenario().withFaults(List.of(change, kill, restart));
    Fault early = at(3990, new Action.Kill("mux-2"));
    assertThat(Sweep.killAt(scenario, Duration.ofMillis(-10)).orElseThrow().faults())
        .containsExactly(early, change, restart);
    assertThat(Sweep.killAt(scenario, Duration.ofSeconds(-5))).isEqualTo(Optional.empty());
    assertThat(Sweep.killAt(scenario.withFaults(List.of(kill)), Duration.ZERO)).isEmpty();
  }

  private static Fault at(long millis, Action action) {
    return new Fault(Duration.ofMillis(millis), action);
  }

  private static Variant variant(String replication, String ecmp) {
    Map<String, String> choices = new LinkedHashMap<>();
    choices.put("replication", replication);
    choices.put("ecmp", ecmp);
    return new Variant(choices);
  }
}
