package io.azimux.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.deployment.kubernetes.Rendered.Kind;
import io.azimux.topology.Scenario;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pods are the processes of the scenario that they are given. */
class PlanTest {
  private static final String NAME = "app.kubernetes.io/component";

  @Test
  void everyProcessOfThePlanIsOnePodOfItsRole(@TempDir Path directory) throws Exception {
    Rendered base = Rendered.of("base");
    List<String> pods = new ArrayList<>();
    base.nodes()
        .forEach(node -> processes(node).forEach(name -> pods.add(name + " " + role(node))));
    List<String> plan =
        Placement.plan(scenario(base, directory), Scenario.Placement.PER_MACHINE).stream()
            .map(jvm -> jvm.name() + " " + jvm.roles().get(0))
            .toList();
    assertThat(pods).containsExactlyInAnyOrderElementsOf(plan);
  }

  /** So that faults, metrics and people find the pod of an element by its name. */
  @Test
  void aPodIsCalledAsItsProcess() {
    Rendered.of("base")
        .nodes()
        .forEach(
            node -> {
              List<String> processes = processes(node);
              List<String> names = podNames(node);
              for (int i = 0; i < names.size(); i++) {
                assertThat(names.get(i)).isIn(processes.get(i), processes.get(i) + "-0");
              }
            });
  }

  private static Scenario scenario(Rendered base, Path directory) throws Exception {
    Manifest map = base.of(Kind.ConfigMap).findFirst().orElseThrow();
    Path file = directory.resolve("scenario.yaml");
    Files.writeString(file, map.tree().path("data").path("scenario.yaml").asText());
    return ScenarioFile.read(file);
  }

  private static String role(Manifest node) {
    return node.podLabels().getOrDefault(NAME, "");
  }

  /** Names of the pods of a StatefulSet. */
  private static List<String> podNames(Manifest set) {
    int start = set.spec().path("ordinals").path("start").asInt(0);
    List<String> names = new ArrayList<>();
    for (int i = start; i < start + set.replicas(); i++) {
      names.add(set.name() + "-" + i);
    }
    return names;
  }

  /** What the pods call themselves, as Kubernetes fills it in. */
  private static List<String> processes(Manifest set) {
    JsonNode variable = Manifest.variable(set.containers().get(0), "AZIMUX_JVM");
    String field = variable.path("valueFrom").path("fieldRef").path("fieldPath").asText();
    Map<String, List<String>> known =
        Map.of(
            "metadata.name", podNames(set), "", List.of(variable.path("value").asText("nobody")));
    return known.getOrDefault(field, List.of());
  }

  @Test
  void thePlanHasTheWorldOfTheDemo(@TempDir Path directory) throws Exception {
    List<JvmPlan> plan =
        Placement.plan(scenario(Rendered.of("base"), directory), Scenario.Placement.PER_MACHINE);
    assertThat(plan)
        .isEqualTo(
            Placement.plan(
                ScenarioFile.read(Rendered.root().resolve("scenarios/nva-inbound.yaml")),
                Scenario.Placement.PER_MACHINE));
  }
}
