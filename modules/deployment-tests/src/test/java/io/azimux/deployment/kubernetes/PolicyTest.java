package io.azimux.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the policy, broken on purpose in the rendered base. */
class PolicyTest {
  private static final ObjectMapper YAML = new YAMLMapper();

  /**
   * One change.
   *
   * @param object kind and name
   * @param place pointer into it
   * @param value what stands there then, as YAML; {@code -} takes away what is there
   */
  record Breach(String rule, String object, String place, String value) {
    @Override
    public String toString() {
      return rule + ": " + object + place + " = " + value;
    }
  }

  static List<Breach> breaches() {
    return table()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s*\\|\\s*"))
        .map(cells -> new Breach(cells[0], cells[1], place(cells[2]), cells[3].strip()))
        .toList();
  }

  private static String table() {
    try (InputStream file =
        Objects.requireNonNull(PolicyTest.class.getResourceAsStream("breaches.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String place(String written) {
    String pod = "/spec/template/spec";
    return written
        .replaceFirst("^C/", pod + "/containers/0/")
        .replaceFirst("^P/", pod + "/")
        .replaceFirst("^L/", "/spec/template/metadata/labels/")
        .replaceFirst("^A/", "/spec/template/metadata/annotations/");
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aBreachIsFound(Breach breach) {
    assertThat(Policy.findings(broken(breach)))
        .anySatisfy(finding -> assertThat(finding).startsWith(breach.rule() + ": "));
  }

  @Test
  void everyRuleCanFail() {
    Set<String> broken = new TreeSet<>();
    breaches().forEach(breach -> broken.add(breach.rule()));
    assertThat(broken)
        .containsExactlyInAnyOrderElementsOf(Policy.RULES.stream().map(Rule::name).toList());
  }

  @Test
  void twoObjectsOfOneNameAreFound() {
    Rendered base = Rendered.of("base");
    List<Manifest> objects = new ArrayList<>(base.objects());
    objects.add(objects.get(0));
    assertThat(Policy.findings(new Rendered("twice", objects)))
        .contains("no two objects have one name: Namespace/azimux is there twice");
  }

  /** A copy of the base with the change. */
  private static Rendered broken(Breach breach) {
    List<Manifest> objects = new ArrayList<>();
    boolean found = false;
    for (Manifest manifest : Rendered.of("base").objects()) {
      ObjectNode tree = manifest.tree().deepCopy();
      boolean is = manifest.id().equals(breach.object());
      found |= is;
      if (!is) {
        objects.add(new Manifest(tree));
      } else if (!breach.place().equals("/")) {
        change(tree, JsonPointer.compile(breach.place()), breach.value());
        objects.add(new Manifest(tree));
      }
    }
    assertThat(found).as("there is a %s", breach.object()).isTrue();
    return new Rendered(breach.toString(), objects);
  }

  private static void change(ObjectNode tree, JsonPointer place, String value) {
    JsonNode parent = tree.at(place.head());
    String key = place.last().getMatchingProperty();
    boolean remove = value.equals("-");
    if (parent instanceof ArrayNode array) {
      int index = Integer.parseInt(key);
      assertThat(array.has(index)).as("there is something at %s", place).isTrue();
      JsonNode old = remove ? array.remove(index) : array.set(index, yaml(value));
      assertThat(old).isNotNull();
    } else {
      ObjectNode object = (ObjectNode) parent;
      JsonNode old = object.get(key);
      if (remove) {
        assertThat(old).as("there is something at %s", place).isNotNull();
        object.remove(key);
      } else {
        assertThat(old).as("the change at %s is one", place).isNotEqualTo(yaml(value));
        object.set(key, yaml(value));
      }
    }
  }

  private static JsonNode yaml(String value) {
    try {
      return YAML.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
