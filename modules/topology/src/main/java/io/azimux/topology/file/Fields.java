package io.azimux.topology.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The keys of a mapping. Unknown and repeated keys are reported when it is made. */
final class Fields {
  private final Value mapping;
  private final List<String> known;
  private final Map<String, Value> values = new LinkedHashMap<>();

  Fields(Value mapping, List<String> known) {
    this.mapping = mapping;
    this.known = known;
    Node node = mapping.node();
    if (node instanceof MappingNode tuples) {
      tuples.getValue().forEach(this::read);
    } else if (node != null) {
      mapping.problem("a mapping is expected, not " + Value.kind(node), Spelling.list(known));
    }
  }

  private void read(NodeTuple tuple) {
    Node key = tuple.getKeyNode();
    String name = key instanceof ScalarNode scalar ? scalar.getValue() : Value.kind(key);
    String path = pathOf(name);
    Value atKey = new Value(key, key.getStartMark(), path, mapping.problems());
    if (!known.contains(name)) {
      String meant =
          Spelling.nearest(name, known).map(near -> ", did you mean '" + near + "'?").orElse("");
      atKey.problem("unknown key '" + cut(name) + "'" + meant, Spelling.list(known));
    } else if (values.containsKey(name)) {
      new Value(key, key.getStartMark(), path + " (repeated)", mapping.problems())
          .problem("key '" + name + "' stands there twice");
    } else {
      Node value = tuple.getValueNode();
      values.put(name, new Value(value, value.getStartMark(), path, mapping.problems()));
    }
  }

  /** The value of a key that must be there. */
  Value required(String key) {
    Value value = optional(key);
    if (!value.isPresent() && mapping.isPresent() && !mapping.isBroken()) {
      value.problem("key '" + key + "' is missing");
    }
    return value;
  }

  /** The value of a key that may be left out. */
  Value optional(String key) {
    if (!known.contains(key)) {
      throw new IllegalArgumentException("key '" + key + "' was not declared");
    }
    Value value = values.get(key);
    return value != null ? value : new Value(null, mapping.mark(), pathOf(key), mapping.problems());
  }

  /** The whole mapping. */
  Value whole() {
    return mapping;
  }

  private String pathOf(String key) {
    return mapping.path().isEmpty() ? cut(key) : mapping.path() + "." + cut(key);
  }

  private static String cut(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "...";
  }
}
