package io.azimux.deployment.kubernetes;

import static io.azimux.deployment.kubernetes.Manifest.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** What must hold of pods. */
final class PodRules {
  /** Fields by which a container says how its health is asked. */
  private static final List<String> PROBES =
      List.of("startupProbe", "livenessProbe", "readinessProbe");

  private static final Set<String> VOLUMES =
      Set.of("name", "configMap", "secret", "projected", "emptyDir");

  static final List<Rule> ALL =
      List.of(
          perContainer("every container is probed", PodRules::probes),
          perContainer("liveness does not ask for readiness", PodRules::liveness),
          perWorkload("pods keep to the restricted profile", PodRules::restrictedPod),
          perContainer("containers keep to the restricted profile", PodRules::restricted),
          perContainer("what must be written has a place", PodRules::writable),
          perContainer("no mount lies within one that cannot be written", PodRules::nested),
          perContainer("memory is limited, CPU is not", PodRules::resources),
          perContainer("images have a version", PodRules::image),
          perWorkload("Services do not become variables", PodRules::serviceLinks),
          perNode("pods have the time to drain", PodRules::grace),
          perWorkload("pods are called what Kubernetes recommends", PodRules::labels),
          perWorkload("a workload selects its own pods only", PodRules::selector),
          perNode("variables agree with ports", PodRules::variables),
          perNode("Prometheus is told where metrics are", PodRules::annotations));

  private PodRules() {}

  /** What one container of a workload is checked for. */
  private interface ContainerCheck extends BiFunction<Manifest, JsonNode, List<String>> {}

  /** What a workload is checked for, among the others. */
  private interface WorkloadCheck extends BiFunction<Rendered, Manifest, List<String>> {}

  private static Rule perWorkload(String name, WorkloadCheck check) {
    return new Rule(
        name,
        rendered ->
            rendered
                .workloads()
                .flatMap(
                    workload ->
                        check.apply(rendered, workload).stream()
                            .map(finding -> workload.id() + " " + finding))
                .toList());
  }

  /** For processes of the cluster only. */
  private static Rule perNode(String name, WorkloadCheck check) {
    return perWorkload(
        name,
        (rendered, workload) -> workload.isNode() ? check.apply(rendered, workload) : List.of());
  }

  private static Rule perContainer(String name, ContainerCheck check) {
    return perWorkload(
        name,
        (rendered, workload) ->
            workload.containers().stream()
                .flatMap(container -> check.apply(workload, container).stream())
                .toList());
  }

  private static List<String> probes(Manifest workload, JsonNode container) {
    List<String> findings = new ArrayList<>();
    for (String name : PROBES) {
      JsonNode probe = container.path(name);
      JsonNode port = probe.path(probe.has("tcpSocket") ? "tcpSocket" : "httpGet").path("port");
      if (probe.isMissingNode()) {
        findings.add("has no " + name);
      } else if (!Manifest.ports(container).containsKey(port.asText())) {
        findings.add(name + " asks port '" + port.asText() + "', which is none of the container");
      }
    }
    return findings;
  }

  /** A partition makes every process unready; it must not make every process be started again. */
  private static List<String> liveness(Manifest workload, JsonNode container) {
    JsonNode ready = container.path("readinessProbe").path("httpGet").path("path");
    JsonNode alive = container.path("livenessProbe").path("httpGet").path("path");
    return ready.isTextual() && ready.equals(alive)
        ? List.of("asks for readiness to find out whether the process lives")
        : List.of();
  }

  private static List<String> restrictedPod(Rendered rendered, Manifest workload) {
    JsonNode context = workload.pod().path("securityContext");
    List<String> findings = new ArrayList<>();
    require(context.path("runAsNonRoot").asBoolean(), "runAsNonRoot is not set", findings);
    require(context.path("runAsUser").asInt() > 0, "runAsUser is no number but 0", findings);
    require(
        context.path("seccompProfile").path("type").asText().equals("RuntimeDefault"),
        "seccompProfile is not RuntimeDefault",
        findings);
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!workload.pod().path(shared).asBoolean(), shared + " is on", findings);
    }
    list(workload.pod().path("volumes"))
        .flatMap(volume -> volume.properties().stream().map(Map.Entry::getKey))
        .filter(kind -> !VOLUMES.contains(kind))
        .forEach(kind -> findings.add("has a volume of kind " + kind));
    return findings;
  }

  private static List<String> restricted(Manifest workload, JsonNode container) {
    JsonNode context = container.path("securityContext");
    List<String> findings = new ArrayList<>();
    require(
        context.path("allowPrivilegeEscalation").isBoolean()
            && !context.path("allowPrivilegeEscalation").asBoolean(),
        "allowPrivilegeEscalation is not off",
        findings);
    require(
        context.path("readOnlyRootFilesystem").asBoolean(),
        "the root file system can be written",
        findings);
    require(!context.path("privileged").asBoolean(), "is privileged", findings);
    require(
        list(context.path("capabilities").path("drop")).anyMatch(c -> c.asText().equals("ALL")),
        "keeps capabilities",
        findings);
    require(context.path("capabilities").path("add").isEmpty(), "has more capabilities", findings);
    return findings;
  }

  private static Set<String> scratch(Manifest workload) {
    Set<String> scratch = new TreeSet<>();
    list(workload.pod().path("volumes"))
        .filter(volume -> volume.has("emptyDir"))
        .forEach(volume -> scratch.add(volume.path("name").asText()));
    return scratch;
  }

  /** The place for a mount within another must be made there first. */
  private static List<String> nested(Manifest workload, JsonNode container) {
    Set<String> scratch = scratch(workload);
    List<String> findings = new ArrayList<>();
    for (JsonNode outer : container.path("volumeMounts")) {
      String place = outer.path("mountPath").asText() + "/";
      list(container.path("volumeMounts"))
          .map(inner -> inner.path("mountPath").asText())
          .filter(path -> path.startsWith(place))
          .filter(path -> !scratch.contains(outer.path("name").asText()))
          .forEach(path -> findings.add("mounts " + path + " within " + place));
    }
    return findings;
  }

  private static List<String> writable(Manifest workload, JsonNode container) {
    Set<String> scratch = scratch(workload);
    boolean has =
        list(container.path("volumeMounts"))
            .anyMatch(
                mount ->
                    mount.path("mountPath").asText().equals("/tmp")
                        && scratch.contains(mount.path("name").asText()));
    return has ? List.of() : List.of("has no emptyDir at /tmp");
  }

  private static List<String> resources(Manifest workload, JsonNode container) {
    JsonNode requests = container.path("resources").path("requests");
    JsonNode limits = container.path("resources").path("limits");
    List<String> findings = new ArrayList<>();
    require(requests.has("cpu"), "requests no CPU", findings);
    require(!limits.has("cpu"), "has a CPU limit", findings);
    require(requests.has("memory"), "requests no memory", findings);
    require(
        requests.path("memory").equals(limits.path("memory")),
        "may be killed for memory that it did not request",
        findings);
    return findings;
  }

  private static List<String> image(Manifest workload, JsonNode container) {
    String image = container.path("image").asText();
    int colon = image.lastIndexOf(':');
    boolean pinned = image.contains("@sha256:") || colon > image.lastIndexOf('/');
    return pinned && !image.endsWith(":latest")
        ? List.of()
        : List.of("image '" + image + "' has no version");
  }

  /** Options of the program begin with AZIMUX_, and so would the variables of its Services. */
  private static List<String> serviceLinks(Rendered rendered, Manifest workload) {
    JsonNode links = workload.pod().path("enableServiceLinks");
    return links.isBoolean() && !links.asBoolean()
        ? List.of()
        : List.of("does not say enableServiceLinks: false");
  }

  private static List<String> grace(Rendered rendered, Manifest workload) {
    long needed = longestShutdownSeconds();
    int given = workload.pod().path("terminationGracePeriodSeconds").asInt(30);
    return given >= needed
        ? List.of()
        : List.of("is killed after " + given + " s, but may need " + needed + " s to end");
  }

  /** All phases of the program's shutdown, each as long as it may last. */
  static long longestShutdownSeconds() {
    var shutdown = ConfigFactory.load("azimux.conf").getConfig("pekko.coordinated-shutdown");
    var phases = shutdown.getObject("phases");
    long millis = 0;
    for (String phase : phases.keySet()) {
      var own = shutdown.getConfig("phases").getConfig(phase);
      String path =
          own.hasPath("timeout") ? "phases." + phase + ".timeout" : "default-phase-timeout";
      millis += shutdown.getDuration(path, TimeUnit.MILLISECONDS);
    }
    return (millis + 999) / 1000;
  }

  private static List<String> labels(Rendered rendered, Manifest workload) {
    Set<String> components =
        Set.of("mux", "router", "host", "client", "controller", "console", "prometheus", "grafana");
    Map<String, String> labels = workload.podLabels();
    List<String> findings = new ArrayList<>();
    require(
        "azimux".equals(labels.get("app.kubernetes.io/name")),
        "app.kubernetes.io/name is not azimux",
        findings);
    require(
        components.contains(labels.getOrDefault("app.kubernetes.io/component", "")),
        "app.kubernetes.io/component is none of " + new TreeSet<>(components),
        findings);
    return findings;
  }

  private static List<String> selector(Rendered rendered, Manifest workload) {
    JsonNode chosen = workload.spec().path("selector").path("matchLabels");
    List<String> ids = rendered.selected(chosen).stream().map(Manifest::id).toList();
    return ids.equals(List.of(workload.id())) ? List.of() : List.of("selects the pods of " + ids);
  }

  private static List<String> variables(Rendered rendered, Manifest workload) {
    JsonNode container = workload.containers().get(0);
    Map<String, Integer> ports = Manifest.ports(container);
    Map<String, String> variables = Map.of("AZIMUX_PORT", "artery", "AZIMUX_HTTP_PORT", "http");
    List<String> findings = new ArrayList<>();
    variables.forEach(
        (variable, port) -> {
          String value = Manifest.variable(container, variable).path("value").asText();
          if (!value.isEmpty() && !value.equals(String.valueOf(ports.get(port)))) {
            findings.add(variable + " is " + value + ", port " + port + " is " + ports.get(port));
          }
        });
    return findings;
  }

  private static List<String> annotations(Rendered rendered, Manifest workload) {
    JsonNode container = workload.containers().get(0);
    Map<String, String> said = workload.podAnnotations();
    String port = said.getOrDefault("prometheus.io/port", "");
    boolean scraped = "true".equals(said.get("prometheus.io/scrape"));
    return scraped && port.equals(String.valueOf(Manifest.ports(container).get("http")))
        ? List.of()
        : List.of("prometheus.io/scrape and prometheus.io/port do not lead to port http");
  }

  private static void require(boolean holds, String otherwise, List<String> findings) {
    if (!holds) {
      findings.add(otherwise);
    }
  }
}
