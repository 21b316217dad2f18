package io.azimux.topology.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Elements of lists that stand for many: {@code mux-1..4} in a list of names, and a mapping whose
 * {@code name} is {@code mux-1..4}. In each copy of a mapping every other range within it has moved
 * on by one as well; one that has fewer values begins again, so that machines can take turns on
 * hosts.
 */
final class Ranges {
  /** Digits, two dots, digits; at most nine of them, so that they are numbers. */
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})\\.\\.([0-9]{1,9})");

  private Ranges() {}

  /** How many elements this one stands for; 1 where it has no range. */
  static int size(Node item) {
    return name(item).map(Ranges::count).orElse(1);
  }

  /** The element of this number, from 0. */
  static Node copy(Node item, int number, Problems problems) {
    return copy(item, number, problems, YamlDocument.MAX_DEPTH);
  }

  private static Optional<String> name(Node item) {
    if (item instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    if (item instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key && isName(key))
          .map(NodeTuple::getValueNode)
          .filter(ScalarNode.class::isInstance)
          .map(value -> ((ScalarNode) value).getValue())
          .findFirst();
    }
    return Optional.empty();
  }

  private static boolean isName(ScalarNode key) {
    return key.getValue().equals("name");
  }

  /** Values of a text's first range; 1 where it has none, or one that runs backwards. */
  private static int count(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.find()) {
      return 1;
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = Integer.parseInt(matcher.group(2));
    return to <= from ? 1 : Math.min(to - from, Value.MAX_ITEMS) + 1;
  }

  private static Node copy(Node node, int number, Problems problems, int depth) {
    if (depth == 0 || !problems.mayCopy()) {
      return node;
    }
    if (node instanceof ScalarNode scalar) {
      String text = at(scalar.getValue(), number);
      return new ScalarNode(
          scalar.getTag(),
          text,
          scalar.getStartMark(),
          scalar.getEndMark(),
          scalar.getScalarStyle());
    }
    if (node instanceof SequenceNode list) {
      List<Node> items = new ArrayList<>();
      list.getValue().forEach(item -> items.add(copy(item, number, problems, depth - 1)));
      return new SequenceNode(
          list.getTag(), true, items, list.getStartMark(), list.getEndMark(), list.getFlowStyle());
    }
    if (node instanceof MappingNode mapping) {
      List<NodeTuple> tuples = new ArrayList<>();
      for (NodeTuple tuple : mapping.getValue()) {
        Node value = copy(tuple.getValueNode(), number, problems, depth - 1);
        tuples.add(new NodeTuple(tuple.getKeyNode(), value));
      }
      return new MappingNode(
          mapping.getTag(),
          true,
          tuples,
          mapping.getStartMark(),
          mapping.getEndMark(),
          mapping.getFlowStyle());
    }
    return node;
  }

  private static String at(String text, int number) {
    Matcher matcher = RANGE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      int from = Integer.parseInt(matcher.group(1));
      int to = Integer.parseInt(matcher.group(2));
      String value =
          to < from ? matcher.group() : Integer.toString(from + number % (to - from + 1));
      matcher.appendReplacement(filled, value);
    }
    return matcher.appendTail(filled).toString();
  }
}
