package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cluster.json.JsonWriter;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeArgumentsTest {
  @Test
  void everythingHasADefaultExceptScenarioAndName() {
    NodeArguments arguments = NodeArguments.parse("--scenario", "x.yaml", "--jvm", "mux-1");
    assertThat(arguments.artery().getHostString()).isEqualTo("127.0.0.1");
    assertThat(arguments.artery().getPort()).isZero();
    assertThat(arguments.http().getHostString()).isEqualTo("127.0.0.1");
    assertThat(arguments.seeds()).isEmpty();
    assertThat(arguments.elements()).isEmpty();
    assertThat(arguments.runDirectory()).isNull();
    assertThat(arguments.exitWithParent()).isFalse();
    assertThat(arguments.placement(Scenario.Placement.PER_ROLE))
        .isEqualTo(Scenario.Placement.PER_ROLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--jvm a | --scenario is missing",
        "--scenario a | --jvm is missing",
        "--scenario | --scenario needs a value",
        "--fly | unknown argument '--fly'",
        "fly | unknown argument 'fly'",
        "--scenario s --jvm a --port 70000 | --port 70000 is not 0..65535",
        "--scenario s --jvm a --port x | --port 'x' is no number",
        "--scenario s --jvm a --placement x | --placement 'x' is none of one-jvm, per-role,"
            + " per-machine, per-element",
      })
  void aMistakeIsNamed(String line, String message) {
    assertThatThrownBy(
            () -> {
              NodeArguments arguments = NodeArguments.parse(line.split(" "));
              arguments.artery();
              arguments.placement(Scenario.Placement.ONE_JVM);
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void listsAreSeparatedByCommas() {
    NodeArguments arguments =
        NodeArguments.parse("--scenario", "s", "--jvm", "j", "--seeds", "a:1, b:2,");
    assertThat(arguments.seeds()).containsExactly("a:1", "b:2");
  }

  @Test
  void aStatusFileIsReadAsItWasWritten(@TempDir Path directory) throws Exception {
    StatusFile file =
        new StatusFile(
            "mux-1", 42, StatusFile.UP, "127.0.0.1:5", "http://x", new ArrayList<>(), "");
    assertThat(StatusFile.read(directory, "mux-1")).isEmpty();
    file.write(directory);
    assertThat(StatusFile.read(directory, "mux-1")).contains(file);
    assertThat(file.canBeJoined()).isTrue();
    assertThat(new StatusFile("m", 1, StatusFile.FAILED, "a:1", "", List.of(), "why").canBeJoined())
        .isFalse();
  }

  @Test
  void settingsCrossACommandLineUnchanged() {
    Settings settings =
        Settings.DEFAULTS
            .withReplication(Replication.DEFAULTS.with(Replication.Mode.DHT))
            .withHashSeed(99);
    NodeArguments parsed =
        NodeArguments.parse(
            "--scenario", "s", "--jvm", "j", "--settings", JsonWriter.write(settings));
    assertThat(parsed.settings()).contains(settings);
  }

  @Test
  void changesToTheFileAddUp() {
    NodeArguments parsed =
        NodeArguments.parse("--scenario", "s", "--jvm", "j", "--set", "a=1", "--set", "b=[2, 3]");
    assertThat(parsed.changes()).containsExactly("a=1", "b=[2, 3]");
  }
}
