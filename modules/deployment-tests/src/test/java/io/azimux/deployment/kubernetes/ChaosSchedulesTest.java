package io.azimux.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.azimux.deployment.kubernetes.Rendered.Kind;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Faults as Chaos Mesh understands them. Its resources are in no model: what it takes stands here.
 */
class ChaosSchedulesTest {
  private static final Set<String> SCHEDULE =
      Set.of(
          "schedule",
          "type",
          "startingDeadlineSeconds",
          "concurrencyPolicy",
          "historyLimit",
          "podChaos",
          "networkChaos");
  private static final Map<String, Set<String>> FAULT =
      Map.of(
          "podChaos",
          Set.of(
              "action", "mode", "value", "selector", "duration", "gracePeriod", "containerNames"),
          "networkChaos",
          Set.of(
              "action",
              "mode",
              "value",
              "selector",
              "duration",
              "direction",
              "target",
              "delay",
              "loss"));
  private static final Map<String, Set<String>> ACTIONS =
      Map.of(
          "podChaos", Set.of("pod-kill", "pod-failure", "container-kill"),
          "networkChaos", Set.of("partition", "delay", "loss"));
  private static final Set<String> SELECTOR = Set.of("labelSelectors", "expressionSelectors");
  private static final Set<String> MODES = Set.of("one", "all", "fixed");

  @Test
  void chaosMeshWouldTakeEverySchedule() {
    assertThat(schedules().flatMap(one -> findings(one).stream())).isEmpty();
  }

  @Test
  void everyFaultMeetsSomebody() {
    Rendered chaos = chaos();
    for (Manifest schedule : schedules().toList()) {
      JsonNode fault = fault(schedule);
      assertThat(hit(chaos, fault.path("selector"))).as(schedule.id()).isNotEmpty();
      if (fault.has("target")) {
        assertThat(hit(chaos, fault.path("target").path("selector")))
            .as(schedule.id())
            .isNotEmpty();
      }
    }
  }

  @Test
  void aContainerThatIsKilledExists() {
    Rendered chaos = chaos();
    assertThat(
            schedules()
                .flatMap(one -> Manifest.list(fault(one).path("containerNames")))
                .map(JsonNode::asText))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(chaos.nodes().flatMap(node -> node.containers().stream()))
                    .allSatisfy(one -> assertThat(one.path("name").asText()).isEqualTo(name)));
  }

  @Test
  void noFaultBeginsByItself() {
    assertThat(schedules())
        .allSatisfy(
            one ->
                assertThat(
                        Manifest.strings(one.tree().path("metadata").path("annotations"))
                            .get("experiment.chaos-mesh.org/pause"))
                    .isEqualTo("true"));
  }

  /** What Chaos Mesh does to a link is a scenario's fault, or as much of it as there is. */
  @Test
  void faultsAreCalledAsTheScenariosTheyAreOf() {
    Set<String> others = new TreeSet<>();
    schedules()
        .map(Manifest::name)
        .filter(name -> !Files.exists(Rendered.root().resolve("scenarios/" + name + ".yaml")))
        .forEach(others::add);
    assertThat(others).containsExactly("lossy-replication");
    assertThat(schedules().map(Manifest::name))
        .contains("kill-one-mux", "drain-mux", "kill-half-pool", "router-kill", "nva-kill")
        .contains("partition-mux", "asymmetric-partition", "slow-replication");
  }

  @Test
  void aMistakeIsFound() {
    Manifest kill = chaos().find(Kind.Schedule, "kill-one-mux").orElseThrow();
    Manifest cut = chaos().find(Kind.Schedule, "partition-mux").orElseThrow();
    assertThat(findings(with(kill, "action", "kill"))).isNotEmpty();
    assertThat(findings(with(kill, "mode", "some"))).isNotEmpty();
    assertThat(findings(with(kill, "mode", "fixed"))).isNotEmpty();
    assertThat(findings(with(kill, "action", "pod-kill"))).isNotEmpty();
    assertThat(findings(with(kill, "gracePriod", "0"))).isNotEmpty();
    assertThat(findings(with(cut, "duration", "4"))).isNotEmpty();
    assertThat(findings(with(cut, "direction", "down"))).isNotEmpty();
    assertThat(findings(with(cut, "action", "delay"))).isNotEmpty();
  }

  private static Manifest with(Manifest schedule, String field, String value) {
    ObjectNode tree = schedule.tree().deepCopy();
    Manifest changed = new Manifest(tree);
    ((ObjectNode) fault(changed)).put(field, value);
    return changed;
  }

  private static Rendered chaos() {
    return Rendered.of("overlays/chaos");
  }

  private static Stream<Manifest> schedules() {
    return chaos().of(Kind.Schedule);
  }

  private static JsonNode fault(Manifest schedule) {
    return schedule.spec().path(property(schedule));
  }

  /** The fault of type PodChaos stands in the field podChaos. */
  private static String property(Manifest schedule) {
    String type = schedule.spec().path("type").asText("Nothing");
    return Character.toLowerCase(type.charAt(0)) + type.substring(1);
  }

  private static List<String> findings(Manifest schedule) {
    List<String> findings = new ArrayList<>();
    String kind = property(schedule);
    JsonNode fault = fault(schedule);
    unknown(schedule.spec(), SCHEDULE, findings);
    unknown(fault, FAULT.getOrDefault(kind, Set.of()), findings);
    unknown(fault.path("selector"), SELECTOR, findings);
    String action = fault.path("action").asText();
    String mode = fault.path("mode").asText();
    require(ACTIONS.getOrDefault(kind, Set.of()).contains(action), "action " + action, findings);
    require(MODES.contains(mode), "mode " + mode, findings);
    require(
        action.equals("container-kill") == fault.path("containerNames").isArray(),
        "container-kill and containerNames",
        findings);
    require(mode.equals("fixed") == fault.path("value").isTextual(), "mode and value", findings);
    require(
        !fault.has("duration") || fault.path("duration").asText().matches("\\d+(ms|s|m)"),
        "duration",
        findings);
    if (kind.equals("networkChaos")) {
      require(fault.has("duration"), "a link that is never mended", findings);
      require(
          Set.of("to", "from", "both").contains(fault.path("direction").asText()),
          "direction",
          findings);
      require(
          action.equals("partition") || fault.path(action).isObject(), "no " + action, findings);
      unknown(fault.path("target"), Set.of("mode", "selector", "value"), findings);
      unknown(fault.path("target").path("selector"), SELECTOR, findings);
    }
    return findings.stream().map(finding -> schedule.id() + ": " + finding).toList();
  }

  private static void unknown(JsonNode object, Set<String> known, List<String> findings) {
    object
        .fieldNames()
        .forEachRemaining(name -> require(known.contains(name), "field " + name, findings));
  }

  private static void require(boolean holds, String what, List<String> findings) {
    if (!holds) {
      findings.add(what);
    }
  }

  /** Names of the pods that a selector chooses. */
  private static Set<String> hit(Rendered chaos, JsonNode selector) {
    Set<String> found = new TreeSet<>();
    chaos
        .workloads()
        .forEach(
            set -> {
              int start = set.spec().path("ordinals").path("start").asInt(0);
              for (int i = start; i < start + set.replicas(); i++) {
                Map<String, String> labels = new java.util.LinkedHashMap<>(set.podLabels());
                labels.put("statefulset.kubernetes.io/pod-name", set.name() + "-" + i);
                if (isChosen(selector, labels)) {
                  found.add(set.name() + "-" + i);
                }
              }
            });
    return found;
  }

  private static boolean isChosen(JsonNode selector, Map<String, String> labels) {
    return Manifest.selects(selector.path("labelSelectors"), labels)
        && Manifest.list(selector.path("expressionSelectors"))
            .allMatch(
                expression ->
                    expression.path("operator").asText().equals("In")
                        && Manifest.list(expression.path("values"))
                            .map(JsonNode::asText)
                            .anyMatch(
                                value ->
                                    value.equals(labels.get(expression.path("key").asText()))));
  }
}
