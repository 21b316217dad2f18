package io.azimux.deployment.kubernetes;

import static io.azimux.deployment.kubernetes.Manifest.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.deployment.kubernetes.Rendered.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What must hold of accounts, and of what pods are given: configuration and secrets. */
final class AccessRules {
  /** Made by whoever deploys: no secret may stand in a repository. */
  private static final Map<String, Set<String>> GIVEN_SECRETS =
      Map.of(
          "azimux-token", Set.of("token"),
          "azimux-remoting", Set.of("ca.crt", "tls.crt", "tls.key"));

  static final List<Rule> ALL =
      List.of(
          new Rule("accounts may look at pods and no more", AccessRules::roles),
          new Rule("pods have an account that exists", AccessRules::accounts),
          new Rule("only who needs the API gets a token", AccessRules::tokens),
          new Rule("what is mounted or read exists", AccessRules::references),
          new Rule("what is mounted is used", AccessRules::mounts),
          new Rule("no secret is in the repository", AccessRules::secrets));

  private AccessRules() {}

  private static List<String> roles(Rendered rendered) {
    Set<String> verbs = Set.of("get", "list", "watch");
    List<String> findings = new ArrayList<>();
    rendered.objects().stream()
        .filter(object -> object.kind().startsWith("ClusterRole"))
        .forEach(object -> findings.add(object.id() + " reaches beyond the namespace"));
    rendered
        .of(Kind.Role)
        .forEach(
            role -> {
              for (JsonNode rule : role.tree().path("rules")) {
                Stream.of(
                        others(rule.path("apiGroups"), Set.of("")),
                        others(rule.path("resources"), Set.of("pods")),
                        others(rule.path("verbs"), verbs))
                    .flatMap(List::stream)
                    .forEach(more -> findings.add(role.id() + " allows '" + more + "'"));
              }
            });
    return findings;
  }

  private static List<String> others(JsonNode values, Set<String> allowed) {
    return list(values).map(JsonNode::asText).filter(value -> !allowed.contains(value)).toList();
  }

  private static List<String> accounts(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .workloads()
        .forEach(
            workload -> {
              String account = workload.pod().path("serviceAccountName").asText();
              if (rendered.find(Kind.ServiceAccount, account).isEmpty()) {
                findings.add(workload.id() + " runs as '" + account + "', which does not exist");
              }
            });
    rendered
        .of(Kind.RoleBinding)
        .forEach(
            binding -> {
              String role = binding.tree().path("roleRef").path("name").asText();
              if (rendered.find(Kind.Role, role).isEmpty()) {
                findings.add(binding.id() + " refers to Role '" + role + "', which does not exist");
              }
            });
    return findings;
  }

  private static List<String> tokens(Rendered rendered) {
    Set<String> bound = new TreeSet<>();
    rendered
        .of(Kind.RoleBinding)
        .flatMap(binding -> list(binding.tree().path("subjects")))
        .forEach(subject -> bound.add(subject.path("name").asText()));
    List<String> findings = new ArrayList<>();
    rendered
        .workloads()
        .forEach(
            workload -> {
              JsonNode mounts = workload.pod().path("automountServiceAccountToken");
              String account = workload.pod().path("serviceAccountName").asText();
              if (!mounts.isBoolean() || mounts.asBoolean() != bound.contains(account)) {
                findings.add(
                    "%s must set automountServiceAccountToken: %s"
                        .formatted(workload.id(), bound.contains(account)));
              }
              boolean asks =
                  workload.containers().stream()
                      .map(container -> Manifest.variable(container, "AZIMUX_BOOTSTRAP"))
                      .anyMatch(variable -> variable.path("value").asText().equals("kubernetes"));
              if (workload.isNode() && !asks) {
                findings.add(workload.id() + " has a token and does not look for the others");
              }
            });
    return findings;
  }

  private static List<String> references(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .workloads()
        .forEach(
            workload -> {
              for (JsonNode volume : workload.pod().path("volumes")) {
                volume(rendered, workload.id(), volume, findings);
              }
              workload.containers().stream()
                  .flatMap(container -> list(container.path("env")))
                  .map(variable -> variable.path("valueFrom").path("secretKeyRef"))
                  .filter(JsonNode::isObject)
                  .forEach(
                      ref ->
                          secret(
                              workload.id(),
                              ref.path("name").asText(),
                              List.of(ref.path("key").asText()),
                              findings));
            });
    return findings;
  }

  private static void volume(Rendered rendered, String id, JsonNode volume, List<String> findings) {
    List<String> keys =
        Stream.concat(
                list(volume.path("configMap").path("items")),
                list(volume.path("secret").path("items")))
            .map(item -> item.path("key").asText())
            .toList();
    for (JsonNode source : volume.path("projected").path("sources")) {
      volume(rendered, id, source, findings);
    }
    if (volume.has("secret")) {
      secret(id, volume.path("secret").path("secretName").asText(), keys, findings);
    } else if (volume.has("configMap")) {
      String name = volume.path("configMap").path("name").asText();
      JsonNode data =
          rendered
              .find(Kind.ConfigMap, name)
              .map(map -> map.tree().path("data"))
              .orElse(volume.path("no such map"));
      if (data.isMissingNode()) {
        findings.add(id + " mounts ConfigMap " + name + ", which does not exist");
      } else {
        keys.stream()
            .filter(key -> !data.has(key))
            .forEach(key -> findings.add(id + ": ConfigMap " + name + " has no key " + key));
      }
    }
  }

  private static void secret(String id, String name, List<String> keys, List<String> findings) {
    Set<String> known = GIVEN_SECRETS.getOrDefault(name, Set.of());
    if (known.isEmpty()) {
      findings.add(id + " reads Secret '" + name + "', which nobody makes");
    }
    keys.stream()
        .filter(key -> !known.isEmpty() && !known.contains(key))
        .forEach(key -> findings.add(id + ": Secret " + name + " has no key " + key));
  }

  /** Also where a volume is mounted: a path that a variable names must be below one of them. */
  private static List<String> mounts(Rendered rendered) {
    List<String> findings = new ArrayList<>();
    rendered
        .workloads()
        .forEach(
            workload -> {
              Set<String> volumes = new TreeSet<>();
              list(workload.pod().path("volumes"))
                  .forEach(volume -> volumes.add(volume.path("name").asText()));
              Set<String> mounted = new TreeSet<>();
              Set<String> paths = new TreeSet<>();
              workload.containers().stream()
                  .flatMap(container -> list(container.path("volumeMounts")))
                  .forEach(
                      mount -> {
                        mounted.add(mount.path("name").asText());
                        paths.add(mount.path("mountPath").asText());
                      });
              if (!volumes.equals(mounted)) {
                findings.add(workload.id() + " has volumes " + volumes + ", mounts " + mounted);
              }
              workload.containers().stream()
                  .flatMap(container -> list(container.path("env")))
                  .map(variable -> variable.path("value").asText())
                  .filter(value -> value.startsWith("/"))
                  .filter(value -> paths.stream().noneMatch(value::startsWith))
                  .forEach(value -> findings.add(workload.id() + " mounts nothing at " + value));
            });
    return findings;
  }

  private static List<String> secrets(Rendered rendered) {
    return rendered.of(Kind.Secret).map(secret -> secret.id() + " is no secret any more").toList();
  }
}
