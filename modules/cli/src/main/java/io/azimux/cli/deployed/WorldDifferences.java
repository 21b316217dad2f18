package io.azimux.cli.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where two described worlds differ: the path of each place, and what stands there. */
final class WorldDifferences {
  private final List<String> found = new ArrayList<>();

  private WorldDifferences() {}

  /**
   * Compares.
   *
   * @return one line for each difference; empty where there is none
   */
  static List<String> between(JsonNode scenario, JsonNode deployed) {
    WorldDifferences differences = new WorldDifferences();
    differences.compare("", scenario, deployed);
    return differences.found;
  }

  private void compare(String path, JsonNode scenario, JsonNode deployed) {
    if (scenario.equals(deployed)) {
      return;
    }
    boolean lists = scenario.isArray() && deployed.isArray();
    if (scenario.isObject() && deployed.isObject()) {
      members(path, fields(scenario), fields(deployed));
    } else if (lists && isNamed(scenario) && isNamed(deployed)) {
      members(path, byName(scenario), byName(deployed));
    } else {
      found.add("%s: scenario %s, deployed %s".formatted(path, shown(scenario), shown(deployed)));
    }
  }

  private void members(
      String path, Map<String, JsonNode> scenario, Map<String, JsonNode> deployed) {
    Set<String> all = new LinkedHashSet<>(scenario.keySet());
    all.addAll(deployed.keySet());
    for (String name : all) {
      String place = path.isEmpty() ? name : path + "." + name;
      JsonNode ours = scenario.get(name);
      JsonNode theirs = deployed.get(name);
      if (ours == null) {
        found.add(place + ": only deployed");
      } else if (theirs == null) {
        found.add(place + ": only in the scenario");
      } else {
        compare(place, ours, theirs);
      }
    }
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static boolean isNamed(JsonNode list) {
    for (JsonNode item : list) {
      if (!item.path("name").isTextual()) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, JsonNode> byName(JsonNode list) {
    Map<String, JsonNode> items = new LinkedHashMap<>();
    list.forEach(item -> items.put(item.path("name").asText(), item));
    return items;
  }

  /** A value as it is, and of a long one its beginning. */
  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}
