package io.azimux.deployment.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All objects of one overlay. */
record Rendered(String overlay, List<Manifest> objects) {
  private static final Path ROOT = Path.of(System.getProperty("azimux.root", "../.."));

  /** Directories that can be applied. */
  static final List<String> OVERLAYS =
      List.of(
          "base",
          "overlays/local",
          "overlays/chaos",
          "overlays/monitoring",
          "overlays/operator",
          "overlays/secure");

  static Path root() {
    return ROOT;
  }

  static Path directory(String overlay) {
    return ROOT.resolve("k8s").resolve(overlay);
  }

  static Rendered of(String overlay) {
    return new Rendered(overlay, Manifest.read(Kubectl.render(directory(overlay))));
  }

  Stream<Manifest> of(Kind kind) {
    return objects.stream().filter(object -> object.kind().equals(kind.name()));
  }

  Stream<Manifest> workloads() {
    return objects.stream().filter(Manifest::isWorkload);
  }

  Optional<Manifest> find(Kind kind, String name) {
    return of(kind).filter(object -> object.name().equals(name)).findFirst();
  }

  /** Workloads whose pods bear all labels of a selector. */
  List<Manifest> selected(JsonNode matchLabels) {
    return workloads()
        .filter(workload -> Manifest.selects(matchLabels, workload.podLabels()))
        .toList();
  }

  /** Workloads that are processes of the cluster. */
  Stream<Manifest> nodes() {
    return workloads().filter(Manifest::isNode);
  }

  /** Kinds that rules ask for. */
  enum Kind {
    Namespace,
    ConfigMap,
    Secret,
    Service,
    ServiceAccount,
    Role,
    RoleBinding,
    StatefulSet,
    PodDisruptionBudget,
    NetworkPolicy,
    Schedule,
    ServiceMonitor
  }
}
