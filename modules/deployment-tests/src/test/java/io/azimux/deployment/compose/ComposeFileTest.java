package io.azimux.deployment.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComposeFileTest {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));
  private static final String SOCKET = "docker.sock";

  private final ComposeFile file = file();

  private static ComposeFile file() {
    try {
      return ComposeFile.read(ROOT.resolve("docker/compose.yaml"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<ComposeFile.Service> services() {
    return file().services().values().stream();
  }

  static Stream<ComposeFile.Service> nodes() {
    return services().filter(ComposeFile.Service::isNode);
  }

  @Test
  void aProcessOfThePlanIsAContainer() throws Exception {
    Scenario scenario = ScenarioFile.read(ROOT.resolve("scenarios/nva-inbound.yaml"));
    List<String> containers = new ArrayList<>();
    nodes()
        .forEach(
            node -> {
              String jvm = String.valueOf(node.mapping("environment").get("AZIMUX_JVM"));
              for (int i = 1; i <= node.scale(); i++) {
                containers.add(jvm.replace("#", Integer.toString(i)));
              }
            });
    List<JvmPlan> plan = Placement.plan(scenario, Scenario.Placement.PER_MACHINE);
    assertThat(containers)
        .containsExactlyInAnyOrderElementsOf(plan.stream().map(JvmPlan::name).toList());
    assertThat(file.services()).containsKeys("mux");
  }

  @Test
  void aWorldWithMoreMuxesIsOneVariableAway() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher change = Pattern.compile("AZIMUX_SET='([^']+)'").matcher(readme);
    assertThat(change.find()).isTrue();
    Path scenario = ROOT.resolve("scenarios/nva-inbound.yaml");
    assertThat(ScenarioFile.read(scenario, List.of(change.group(1))).world().muxes()).hasSize(8);
    assertThat(nodes())
        .allSatisfy(node -> assertThat(node.mapping("environment")).containsKey("AZIMUX_SET"));
  }

  @Test
  void olderVersionsOfComposeKnowEveryKey() {
    assertThat(file.top()).doesNotContainKeys("name", "version");
    services()
        .forEach(
            service -> {
              assertThat(service.mapping("healthcheck")).doesNotContainKey("start_interval");
              assertThat(service.keys()).doesNotContainKeys("deploy", "container_name");
            });
  }

  @ParameterizedTest
  @MethodSource("services")
  void nothingIsOpenToOtherMachines(ComposeFile.Service service) {
    assertThat(service.list("ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
    assertThat(service.has("network_mode")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceHasNoRightThatItDoesNotNeed(ComposeFile.Service service) {
    assertThat(service.list("cap_drop")).containsExactly("ALL");
    assertThat(service.list("security_opt")).containsExactly("no-new-privileges:true");
    assertThat(service.keys()).doesNotContainKeys("privileged", "cap_add");
    boolean holdsTheEngine = service.list("volumes").stream().anyMatch(v -> v.contains(SOCKET));
    assertThat(holdsTheEngine).isEqualTo(service.list("profiles").contains("chaos"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void whatIsKilledStaysDead(ComposeFile.Service service) {
    assertThat(service.text("restart")).isEqualTo("no");
  }

  @ParameterizedTest
  @MethodSource("services")
  void anImageIsOfAVersion(ComposeFile.Service service) {
    assertThat(service.text("image")).matches("[a-z/-]+:v?\\d+\\.\\d+(\\.\\d+)?");
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aProcessIsWatchedAndWaitsForTheOneThatItJoins(ComposeFile.Service node) {
    assertThat(node.get("read_only")).isEqualTo(true);
    assertThat(node.text("user")).matches("\\d+:\\d+");
    assertThat(node.mapping("healthcheck")).containsKeys("test", "interval", "start_period");
    assertThat(node.has("mem_limit")).isTrue();
    if (!node.name().equals("controller-1")) {
      assertThat(node.mapping("depends_on"))
          .containsEntry("controller-1", Map.of("condition", "service_healthy"));
    }
  }

  @Test
  void theImageCanBeBuiltByBothOfDockersBuilders() throws Exception {
    String dockerfile = Files.readString(ROOT.resolve("docker/Dockerfile"));
    assertThat(dockerfile).doesNotContain("# syntax", "<<", "--mount", "--chmod", ":latest");
    assertThat(dockerfile.lines().filter(line -> line.startsWith("USER")))
        .singleElement()
        .asString()
        .matches("USER \\d+:\\d+");
    assertThat(dockerfile)
        .contains("HEALTHCHECK", "ENTRYPOINT [", "org.opencontainers.image.title=");
    assertThat(Files.readString(ROOT.resolve("docker/bin/azimux"))).contains("\nexec java ");
  }
}
