package io.azimux.deployment.kubernetes;

import static io.azimux.deployment.kubernetes.Manifest.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.deployment.kubernetes.Rendered.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What must hold of workloads, and of Services and budgets that refer to their pods. */
final class WorkloadRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("no process waits for another to be ready", WorkloadRules::parallel),
          new Rule("updates go one by one, each when the last is ready", WorkloadRules::updates),
          new Rule("a StatefulSet has its headless Service", WorkloadRules::headless),
          new Rule("a Service finds pods and their ports", WorkloadRules::services),
          new Rule("a budget protects pods and lets one go", WorkloadRules::budgets),
          new Rule("MUXes, routers and hosts have a budget", WorkloadRules::budgeted),
          new Rule("pods spread over machines where there are some", WorkloadRules::spread),
          new Rule("no two objects have one name", WorkloadRules::names),
          new Rule("everything lies in the namespace that goes with it", WorkloadRules::namespace));

  private WorkloadRules() {}

  /** A process is ready when it has joined the others: one after the other would be a deadlock. */
  private static List<String> parallel(Rendered rendered) {
    return rendered
        .of(Kind.StatefulSet)
        .filter(set -> !set.spec().path("podManagementPolicy").asText().equals("Parallel"))
        .map(set -> set.id() + " is not Parallel")
        .toList();
  }

  private static List<String> updates(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .of(Kind.StatefulSet)
        .forEach(
            set -> {
              JsonNode strategy = set.spec().path("updateStrategy");
              if (!strategy.path("type").asText().equals("RollingUpdate")
                  || strategy.path("rollingUpdate").path("maxUnavailable").asInt(1) != 1) {
                findings.add(set.id() + " may replace several pods at a time");
              }
              if (set.spec().path("minReadySeconds").asInt() < 1) {
                findings.add(set.id() + " goes on as soon as a pod says that it is ready");
              }
            });
    return findings;
  }

  private static List<String> headless(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .of(Kind.StatefulSet)
        .forEach(
            set -> {
              String name = set.spec().path("serviceName").asText();
              Manifest service = rendered.find(Kind.Service, name).orElse(null);
              if (service == null
                  || !Manifest.selects(service.spec().path("selector"), set.podLabels())) {
                findings.add(set.id() + ": no Service " + name + " selects its pods");
              } else if (!service.spec().path("clusterIP").asText().equals("None")) {
                findings.add(service.id() + " is not headless");
              } else if (!service.spec().path("publishNotReadyAddresses").asBoolean()) {
                findings.add(service.id() + " hides pods that are not ready");
              }
            });
    return findings;
  }

  private static List<String> services(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .of(Kind.Service)
        .forEach(
            service -> {
              List<Manifest> pods = rendered.selected(service.spec().path("selector"));
              if (pods.isEmpty()) {
                findings.add(service.id() + " selects no pod");
              }
              for (Manifest pod : pods) {
                list(service.spec().path("ports"))
                    .map(port -> port.path("targetPort").asText())
                    .filter(target -> !hasPort(pod, target))
                    .forEach(
                        t -> findings.add(service.id() + ": " + pod.id() + " has no port " + t));
              }
            });
    return findings;
  }

  private static boolean hasPort(Manifest pod, String target) {
    return pod.containers().stream()
        .map(Manifest::ports)
        .anyMatch(
            ports ->
                ports.containsKey(target)
                    || ports.values().stream().map(Objects::toString).anyMatch(target::equals));
  }

  private static List<String> budgets(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .of(Kind.PodDisruptionBudget)
        .forEach(
            budget -> {
              int pods =
                  rendered.selected(budget.spec().path("selector").path("matchLabels")).stream()
                      .mapToInt(Manifest::replicas)
                      .sum();
              int spared =
                  budget.spec().has("maxUnavailable")
                      ? budget.spec().path("maxUnavailable").asInt()
                      : pods - budget.spec().path("minAvailable").asInt();
              if (pods < 2) {
                findings.add(budget.id() + " protects " + pods + " pods: fewer than two");
              } else if (spared < 1) {
                findings.add(budget.id() + " lets no pod go: no machine can be emptied");
              } else if (spared == pods) {
                findings.add(budget.id() + " lets all pods go");
              }
            });
    return findings;
  }

  private static List<String> budgeted(Rendered rendered) {
    Set<String> wanted = Set.of("mux", "router", "host");
    return rendered
        .nodes()
        .filter(node -> wanted.contains(component(node)))
        .filter(
            node ->
                rendered
                    .of(Kind.PodDisruptionBudget)
                    .map(budget -> budget.spec().path("selector").path("matchLabels"))
                    .noneMatch(labels -> Manifest.selects(labels, node.podLabels())))
        .map(node -> node.id() + " has no budget")
        .toList();
  }

  private static String component(Manifest workload) {
    return workload.podLabels().getOrDefault("app.kubernetes.io/component", "");
  }

  /** Hard rules would leave pods pending on a cluster of one machine. */
  private static List<String> spread(Rendered rendered) {
    Set<String> wanted = Set.of("mux", "router", "host");
    List<String> findings = new ArrayList<>();
    rendered
        .nodes()
        .forEach(
            node -> {
              List<JsonNode> constraints =
                  list(node.pod().path("topologySpreadConstraints")).toList();
              if (constraints.isEmpty() && wanted.contains(component(node))) {
                findings.add(node.id() + " is not spread");
              }
              for (JsonNode constraint : constraints) {
                JsonNode labels = constraint.path("labelSelector").path("matchLabels");
                if (labels.isEmpty() || !Manifest.selects(labels, node.podLabels())) {
                  findings.add(node.id() + " spreads pods that are not its own");
                }
                if (!constraint.path("whenUnsatisfiable").asText().equals("ScheduleAnyway")) {
                  findings.add(node.id() + " stays pending where there is one machine");
                }
              }
              if (node.pod().path("affinity").has("podAntiAffinity")) {
                findings.add(node.id() + " has anti-affinity");
              }
            });
    return findings;
  }

  private static List<String> names(Rendered rendered) {
    Set<String> seen = new TreeSet<>();
    return rendered.objects().stream()
        .map(Manifest::id)
        .filter(id -> !seen.add(id))
        .map(id -> id + " is there twice")
        .toList();
  }

  private static List<String> namespace(Rendered rendered) {
    List<Manifest> namespaces = rendered.of(Kind.Namespace).toList();
    if (namespaces.size() != 1) {
      return List.of("there are " + namespaces.size() + " Namespaces");
    }
    Manifest namespace = namespaces.get(0);
    JsonNode labels = namespace.tree().path("metadata").path("labels");
    Stream<String> profile =
        labels.path("pod-security.kubernetes.io/enforce").asText().equals("restricted")
            ? Stream.empty()
            : Stream.of(namespace.id() + " does not enforce the restricted profile");
    Stream<String> strangers =
        rendered.objects().stream()
            .filter(object -> !object.kind().equals(Kind.Namespace.name()))
            .filter(
                object ->
                    !object
                        .tree()
                        .path("metadata")
                        .path("namespace")
                        .asText()
                        .equals(namespace.name()))
            .map(object -> object.id() + " lies elsewhere");
    return Stream.concat(profile, strangers).toList();
  }
}
