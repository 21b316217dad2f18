package io.azimux.deployment.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields without which the API server refuses an object; no model knows them. */
final class RequiredFields {
  private static final List<String> ALL = List.of("apiVersion", "kind", "metadata.name");
  private static final List<String> POD =
      List.of(
          "spec.selector.matchLabels",
          "spec.template.metadata.labels",
          "spec.template.spec.containers[].name",
          "spec.template.spec.containers[].image",
          "spec.template.spec.containers[].ports[].containerPort",
          "spec.template.spec.containers[].volumeMounts[].name",
          "spec.template.spec.containers[].volumeMounts[].mountPath",
          "spec.template.spec.containers[].env[].name",
          "spec.template.spec.volumes[].name");
  private static final List<String> CHAOS =
      List.of("spec.schedule", "spec.type", "spec.concurrencyPolicy", "spec.historyLimit");

  private static final Map<String, List<String>> BY_KIND =
      Map.ofEntries(
          Map.entry("StatefulSet", with(POD, "spec.serviceName")),
          Map.entry("Deployment", POD),
          Map.entry("DaemonSet", POD),
          Map.entry("Service", List.of("spec.ports[].port", "spec.ports[].name", "spec.selector")),
          Map.entry("ConfigMap", List.of("data")),
          Map.entry("Namespace", List.of()),
          Map.entry("ServiceAccount", List.of()),
          Map.entry("Role", List.of("rules[].apiGroups", "rules[].resources", "rules[].verbs")),
          Map.entry(
              "RoleBinding",
              List.of(
                  "roleRef.apiGroup",
                  "roleRef.kind",
                  "roleRef.name",
                  "subjects[].kind",
                  "subjects[].name")),
          Map.entry("PodDisruptionBudget", List.of("spec.selector.matchLabels")),
          Map.entry("NetworkPolicy", List.of("spec.podSelector", "spec.policyTypes")),
          Map.entry("Schedule", CHAOS),
          Map.entry("ServiceMonitor", List.of("spec.selector", "spec.endpoints[].port")),
          Map.entry("PrometheusRule", List.of("spec.groups[].name", "spec.groups[].rules[].expr")));

  private RequiredFields() {}

  private static List<String> with(List<String> some, String more) {
    List<String> all = new ArrayList<>(some);
    all.add(more);
    return List.copyOf(all);
  }

  /** Every required field that is missing, and every kind of which nothing is known. */
  static List<String> missing(Manifest manifest) {
    List<String> findings = new ArrayList<>();
    ALL.forEach(path -> look(manifest, manifest.tree(), path, path, findings));
    List<String> more = BY_KIND.get(manifest.kind());
    if (more == null) {
      findings.add(manifest.id() + ": nothing is known of this kind");
    } else {
      more.forEach(path -> look(manifest, manifest.tree(), path, path, findings));
    }
    return findings;
  }

  /** Follows a path; {@code []} means every item of a list, of which there may be none. */
  private static void look(
      Manifest manifest, JsonNode from, String way, String path, List<String> findings) {
    int dot = way.indexOf('.');
    String step = dot < 0 ? way : way.substring(0, dot);
    String rest = dot < 0 ? "" : way.substring(dot + 1);
    boolean each = step.endsWith("[]");
    JsonNode next = from.path(each ? step.substring(0, step.length() - 2) : step);
    if (each) {
      next.forEach(item -> look(manifest, item, rest, path, findings));
    } else if (next.isMissingNode() || next.isNull()) {
      findings.add(manifest.id() + ": " + path + " is missing");
    } else if (!rest.isEmpty()) {
      look(manifest, next, rest, path, findings);
    }
  }
}
