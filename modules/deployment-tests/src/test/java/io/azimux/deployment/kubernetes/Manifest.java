package io.azimux.deployment.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One object of a rendered overlay, as a tree. */
record Manifest(JsonNode tree) {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Set<String> WORKLOADS =
      Set.of("StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob");

  /** All objects of a stream of YAML documents. */
  static List<Manifest> read(String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      List<Manifest> found = new ArrayList<>();
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (!document.isNull() && !document.isMissingNode()) {
          found.add(new Manifest(document));
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String yaml() {
    try {
      return YAML.writeValueAsString(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.path("metadata").path("name").asText();
  }

  /** Kind and name, for findings. */
  String id() {
    return kind() + "/" + name();
  }

  boolean isWorkload() {
    return WORKLOADS.contains(kind());
  }

  /** Whether its pods are processes of the cluster. */
  boolean isNode() {
    return isWorkload() && "true".equals(podLabels().get("azimux.io/node"));
  }

  JsonNode spec() {
    return tree.path("spec");
  }

  /** What a workload's pods are made from. */
  JsonNode pod() {
    return spec().path("template").path("spec");
  }

  Map<String, String> podLabels() {
    return strings(spec().path("template").path("metadata").path("labels"));
  }

  Map<String, String> podAnnotations() {
    return strings(spec().path("template").path("metadata").path("annotations"));
  }

  List<JsonNode> containers() {
    return Stream.concat(list(pod().path("containers")), list(pod().path("initContainers")))
        .toList();
  }

  int replicas() {
    return spec().path("replicas").asInt(1);
  }

  static Stream<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static Map<String, String> strings(JsonNode object) {
    Map<String, String> found = new LinkedHashMap<>();
    object.properties().forEach(entry -> found.put(entry.getKey(), entry.getValue().asText()));
    return found;
  }

  /** Whether a label selector without expressions chooses what bears these labels. */
  static boolean selects(JsonNode matchLabels, Map<String, String> labels) {
    return labels.entrySet().containsAll(strings(matchLabels).entrySet());
  }

  /** The variable of a container; missing where it has none of that name. */
  static JsonNode variable(JsonNode container, String name) {
    return list(container.path("env"))
        .filter(one -> one.path("name").asText().equals(name))
        .findFirst()
        .orElseGet(() -> container.path("no such variable"));
  }

  /** Numbers of a container's ports by name. */
  static Map<String, Integer> ports(JsonNode container) {
    Map<String, Integer> found = new LinkedHashMap<>();
    list(container.path("ports"))
        .forEach(port -> found.put(port.path("name").asText(), port.path("containerPort").asInt()));
    return found;
  }
}
