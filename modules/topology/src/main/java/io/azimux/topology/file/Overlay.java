package io.azimux.topology.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Lays one document over another: mappings are merged key by key, everything else is replaced as a
 * whole. Every place keeps the name of the file that it came from.
 */
final class Overlay {
  private Overlay() {}

  /** What holds where the upper one says nothing is the lower one. */
  static Node merge(Node lower, Node upper) {
    return merge(lower, upper, YamlDocument.MAX_DEPTH);
  }

  private static Node merge(Node lower, Node upper, int depth) {
    if (!(lower instanceof MappingNode below && upper instanceof MappingNode above) || depth == 0) {
      return upper;
    }
    Map<String, Node> inherited = new LinkedHashMap<>();
    below.getValue().forEach(tuple -> inherited.putIfAbsent(key(tuple), tuple.getValueNode()));
    List<NodeTuple> merged = new ArrayList<>();
    for (NodeTuple tuple : above.getValue()) {
      Node other = inherited.remove(key(tuple));
      Node value = tuple.getValueNode();
      Node both = other == null ? value : merge(other, value, depth - 1);
      merged.add(new NodeTuple(tuple.getKeyNode(), both));
    }
    for (NodeTuple tuple : below.getValue()) {
      if (inherited.containsKey(key(tuple))) {
        merged.add(tuple);
      }
    }
    return mapping(merged, above.getStartMark(), above.getEndMark());
  }

  /** The same mapping without some keys; anything else as it is. */
  static Node without(Node node, Set<String> keys) {
    if (!(node instanceof MappingNode mapping)) {
      return node;
    }
    List<NodeTuple> kept = new ArrayList<>(mapping.getValue());
    kept.removeIf(tuple -> keys.contains(key(tuple)));
    return mapping(kept, mapping.getStartMark(), mapping.getEndMark());
  }

  /** Mappings around a value, one for each key of a path {@code settings.bgp.holdTime}. */
  static Node nested(String path, Node value) {
    List<String> keys = List.of(path.split("\\.", -1));
    Node node = value;
    Mark mark = value.getStartMark();
    for (int i = keys.size() - 1; i >= 0; i--) {
      Node key = new ScalarNode(Tag.STR, keys.get(i), mark, mark, DumperOptions.ScalarStyle.PLAIN);
      node = mapping(List.of(new NodeTuple(key, node)), mark, mark);
    }
    return node;
  }

  private static Node mapping(List<NodeTuple> tuples, Mark start, Mark end) {
    return new MappingNode(Tag.MAP, true, tuples, start, end, DumperOptions.FlowStyle.BLOCK);
  }

  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
