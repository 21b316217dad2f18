package io.azimux.deployment.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A file of docker-compose, its merged keys resolved and its variables at their defaults.
 *
 * @param top keys of the file
 * @param services by name
 */
record ComposeFile(Map<String, Object> top, Map<String, Service> services) {
  private static final Pattern DEFAULTED = Pattern.compile("\\$\\{\\w+(?::-([^}]*))?\\}");

  /**
   * A service.
   *
   * @param keys what the file says of it
   */
  record Service(String name, Map<String, Object> keys) {
    boolean has(String key) {
      return keys.containsKey(key);
    }

    @Nullable Object get(String key) {
      return keys.get(key);
    }

    String text(String key) {
      return String.valueOf(keys.get(key));
    }

    List<String> list(String key) {
      List<String> texts = new ArrayList<>();
      if (keys.get(key) instanceof List<?> items) {
        items.forEach(item -> texts.add(String.valueOf(item)));
      }
      return texts;
    }

    Map<String, Object> mapping(String key) {
      return keys.get(key) instanceof Map<?, ?> entries ? ComposeFile.mapping(entries) : Map.of();
    }

    /** True where it carries a process of the emulator. */
    boolean isNode() {
      return mapping("environment").containsKey("AZIMUX_JVM");
    }

    /** How many containers it has. */
    int scale() {
      return has("scale") ? Integer.parseInt(text("scale")) : 1;
    }
  }

  static ComposeFile read(Path file) throws IOException {
    String text =
        DEFAULTED
            .matcher(Files.readString(file))
            .replaceAll(match -> match.group(1) == null ? "" : match.group(1));
    Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    assertThat(root).isInstanceOf(Map.class);
    Map<String, Object> top = mapping((Map<?, ?>) root);
    Map<String, Service> services = new LinkedHashMap<>();
    mapping((Map<?, ?>) top.getOrDefault("services", Map.of()))
        .forEach((name, keys) -> services.put(name, new Service(name, mapping((Map<?, ?>) keys))));
    return new ComposeFile(top, services);
  }

  private static Map<String, Object> mapping(Map<?, ?> entries) {
    Map<String, Object> typed = new LinkedHashMap<>();
    entries.forEach((key, value) -> typed.put(String.valueOf(key), value));
    return typed;
  }
}
