package io.azimux.deployment.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests as the API server does: a wrong type, a number where a text must stand and a
 * field that nobody knows are mistakes. The model by itself forgives all but the first.
 */
final class StrictModel {
  private static final String MODEL = "io.fabric8.kubernetes.api.model";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final KubernetesSerialization MODEL_READER =
      new KubernetesSerialization(MAPPER, true);

  private StrictModel() {}

  /** Whether the model knows the kind: custom resources it does not. */
  static boolean knows(Manifest manifest) {
    return !(read(manifest) instanceof GenericKubernetesResource);
  }

  /**
   * Everything of a manifest that the API server would not take.
   *
   * @return places and reasons; empty where there is nothing
   */
  static List<String> findings(Manifest manifest) {
    List<String> findings = new ArrayList<>();
    try {
      HasMetadata object = read(manifest);
      if (!(object instanceof GenericKubernetesResource)) {
        walk(manifest.id(), object, findings);
        types(manifest.id(), manifest.tree(), MAPPER.valueToTree(object), findings);
      }
    } catch (IllegalArgumentException | io.fabric8.kubernetes.client.KubernetesClientException e) {
      findings.add(manifest.id() + ": " + rootOf(e).getMessage());
    }
    return findings;
  }

  private static HasMetadata read(Manifest manifest) {
    return (HasMetadata) MODEL_READER.unmarshal(manifest.yaml());
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static void walk(String place, @Nullable Object value, List<String> findings) {
    if (value instanceof Collection<?> items) {
      int index = 0;
      for (Object item : items) {
        walk(place + "[" + index++ + "]", item, findings);
      }
    } else if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, item) -> walk(place + "." + key, item, findings));
    } else if (value != null && value.getClass().getName().startsWith(MODEL)) {
      unknown(value).keySet().forEach(key -> findings.add(place + "." + key + ": unknown field"));
      for (Field field : value.getClass().getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !field.getName().equals("additionalProperties")) {
          walk(place + "." + field.getName(), read(field, value), findings);
        }
      }
    }
  }

  /** What is written is of another type than what the model makes of it: it was converted. */
  private static void types(String place, JsonNode written, JsonNode meant, List<String> found) {
    if (written.isContainerNode()) {
      written
          .properties()
          .forEach(
              one ->
                  types(
                      place + "." + one.getKey(), one.getValue(), meant.path(one.getKey()), found));
      for (int i = 0; i < written.size() && written.isArray(); i++) {
        types(place + "[" + i + "]", written.get(i), meant.path(i), found);
      }
    } else if (meant.isValueNode()
        && !meant.isNull()
        && written.getNodeType() != meant.getNodeType()) {
      found.add(
          "%s: is a %s, must be a %s".formatted(place, written.getNodeType(), meant.getNodeType()));
    }
  }

  private static @Nullable Object read(Field field, Object owner) {
    try {
      field.setAccessible(true);
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<?, ?> unknown(Object value) {
    try {
      Method getter = value.getClass().getMethod("getAdditionalProperties");
      return getter.invoke(value) instanceof Map<?, ?> more ? more : Map.of();
    } catch (NoSuchMethodException e) {
      return Map.of(); // quantities and the like have no fields of their own
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
