package io.azimux.topology.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.topology.MistakeTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake of the table {@code mistakes.txt}, each alone in the good file. */
class ScenarioMistakesTest {

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldOnceWithItsPlaceAndWhatIsValid(String text, String put, String message) {
    String marked = ScenarioTexts.with(text, put);
    int at = marked.indexOf('^');
    String before = marked.substring(0, at);
    long line = before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');

    assertThat(ScenarioTexts.mistakes(before + marked.substring(at + 1)))
        .containsExactly("nva.yaml:" + line + ":" + column + ": " + message);
  }

  static Stream<Arguments> mistakes() {
    return MistakeTable.rows(ScenarioMistakesTest.class, "mistakes.txt", "in", "put", "says");
  }

  @Test
  void allMistakesOfAFileAreToldAtOnceInItsOrder() {
    String text =
        ScenarioTexts.good()
            .replace("vni: 10000", "vni: 0")
            .replace("host: host-a", "host: host-c")
            .replace("port: 22, intervalInSeconds", "port: 0, intervalInSeconds");
    assertThat(ScenarioTexts.mistakes(text))
        .satisfiesExactly(
            first -> assertThat(first).contains("virtualNetworks[0].vni"),
            second -> assertThat(second).contains("virtualMachines[0].host"),
            third -> assertThat(third).contains("loadBalancers[0].probes[0].port"));
  }

  @Test
  void everySectionThatIsMissingIsNamed() {
    assertThat(ScenarioTexts.mistakes("description: nothing\n"))
        .containsExactly(
            Stream.of(
                    "routers",
                    "muxes",
                    "hosts",
                    "controller",
                    "clients",
                    "virtualNetworks",
                    "virtualMachines",
                    "loadBalancers",
                    "walk",
                    "load")
                .map(key -> "nva.yaml:1:1: " + key + ": key '" + key + "' is missing")
                .toArray(String[]::new));
  }
}
