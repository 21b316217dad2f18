package io.azimux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cluster.bootstrap.Bootstrap;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.topology.Replication;
import io.azimux.topology.Scenario;
import io.azimux.topology.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeArgumentsTest {
  @Test
  void everythingHasADefaultExceptScenarioAndName() {
    NodeArguments arguments = parse("--scenario", "x.yaml", "--jvm", "mux-1");
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
        "--jvm a | --scenario is missing, and so is AZIMUX_SCENARIO in the environment",
        "--scenario a | --jvm is missing, and so is AZIMUX_JVM in the environment",
        "--scenario | --scenario needs a value",
        "--fly | unknown argument '--fly'",
        "fly | unknown argument 'fly'",
        "--scenario s --jvm a --port 70000 | --port 70000 is not 0..65535",
        "--scenario s --jvm a --port x | --port 'x' is no number",
        "--scenario s --jvm a --bootstrap x | --bootstrap 'x' is not kubernetes",
        "--scenario s --jvm a --placement x | --placement 'x' is none of one-jvm, per-role,"
            + " per-machine, per-element",
      })
  void aMistakeIsNamed(String line, String message) {
    assertThatThrownBy(
            () -> {
              NodeArguments arguments = parse(line.split(" "));
              arguments.artery();
              arguments.bootstrap(1);
              arguments.placement(Scenario.Placement.ONE_JVM);
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static NodeArguments parse(String... arguments) {
    return NodeArguments.parse(Map.of(), arguments);
  }

  @Test
  void whatTheCommandLineLeavesOutMayStandInTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "AZIMUX_SCENARIO", "/etc/azimux/scenario.yaml",
            "AZIMUX_JVM", "mux-1",
            "AZIMUX_HTTP_PORT", "9464",
            "AZIMUX_JOIN_WITHIN", "0",
            "AZIMUX_SEEDS", " ",
            "AZIMUX_EXIT_WITH_PARENT", "false");
    NodeArguments arguments = NodeArguments.parse(environment, "--jvm", "mux-2");
    assertThat(arguments.jvm()).isEqualTo("mux-2");
    assertThat(arguments.scenario()).isEqualTo(Path.of("/etc/azimux/scenario.yaml"));
    assertThat(arguments.http().getPort()).isEqualTo(9464);
    assertThat(arguments.joinWithin()).isZero();
    assertThat(arguments.seeds()).isEmpty();
    assertThat(arguments.exitWithParent()).isFalse();
  }

  @Test
  void aProcessListensWhereOthersReachItUnlessItIsToldOtherwise() {
    NodeArguments one = parse("--scenario", "s", "--jvm", "j", "--host", "mux.test", "--port", "7");
    assertThat(one.bind()).isEqualTo(one.artery()).hasToString("mux.test/<unresolved>:7");
    Map<String, String> environment = Map.of("AZIMUX_BIND_HOST", "0.0.0.0");
    NodeArguments other =
        NodeArguments.parse(environment, "--scenario", "s", "--jvm", "j", "--port", "7");
    assertThat(other.bind()).hasToString("0.0.0.0/<unresolved>:7");
    assertThat(other.artery().getHostString()).isEqualTo("127.0.0.1");
  }

  @Test
  void aClusterNeedsMoreThanHalfOfItsProcessesToBegin() {
    assertThat(parse("--scenario", "s", "--jvm", "j").bootstrap(10)).isEmpty();
    NodeArguments looking = parse("--scenario", "s", "--jvm", "j", "--bootstrap", "kubernetes");
    assertThat(looking.bootstrap(10)).contains(new Bootstrap(7626, 6));
    assertThat(looking.bootstrap(3)).contains(new Bootstrap(7626, 2));
  }

  @Test
  void theMachineFillsInItsAddressItsNumberAndTheTime() throws Exception {
    NodeArguments arguments =
        parse("--scenario", "s", "--jvm", "mux-#", "--host", "self", "--life", "clock").on(MACHINE);
    assertThat(arguments.jvm()).isEqualTo("mux-3");
    assertThat(arguments.artery().getHostString()).isEqualTo("172.18.0.9");
    assertThat(arguments.life()).isEqualTo(1_764_000_000);
  }

  private static final Machine MACHINE =
      new Machine() {
        @Override
        public String address() {
          return "172.18.0.9";
        }

        @Override
        public List<String> names() {
          return List.of("3f2b1c09d3aa", "azimux_mux_3");
        }

        @Override
        public Instant started() {
          return Instant.ofEpochSecond(1_764_000_000);
        }
      };

  /** Read elsewhere: by the process itself, and by what starts it. */
  private static final Set<String> OF_NO_OPTION =
      Set.of(NodeArguments.TOKEN_VARIABLE, "AZIMUX_JAVA_OPTIONS");

  @Test
  void whatTheImageComposeAndPodsSetAreOptions() throws Exception {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    List<String> files =
        List.of(
            "docker/Dockerfile",
            "docker/compose.yaml",
            "k8s/base/node.yaml",
            "k8s/base/mux.yaml",
            "k8s/overlays/secure/kustomization.yaml");
    for (String file : files) {
      List<String> set =
          Pattern.compile("(AZIMUX_[A-Z_]+)(?:=|: |, value|\n)")
              .matcher(Files.readString(root.resolve(file)))
              .results()
              .map(match -> match.group(1))
              .filter(variable -> !OF_NO_OPTION.contains(variable))
              .toList();
      assertThat(set).isNotEmpty().allMatch(NodeOptions::isVariable);
    }
  }

  @Test
  void listsAreSeparatedByCommas() {
    NodeArguments arguments = parse("--scenario", "s", "--jvm", "j", "--seeds", "a:1, b:2,");
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
        parse("--scenario", "s", "--jvm", "j", "--settings", JsonWriter.write(settings));
    assertThat(parsed.settings()).contains(settings);
  }

  @Test
  void changesToTheFileAddUp() {
    NodeArguments parsed =
        parse("--scenario", "s", "--jvm", "j", "--set", "a=1", "--set", "b=[2, 3]");
    assertThat(parsed.changes()).containsExactly("a=1", "b=[2, 3]");
  }
}
