package io.azimux.topology.file;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One place in the document. Every reading method reports what does not fit, and then answers with
 * a harmless value, so that the rest of the file is read too.
 */
final class Value {
  /** Most elements of one list. */
  static final int MAX_ITEMS = 1024;

  /** Most characters of a scalar. */
  static final int MAX_TEXT = 2000;

  static final Ipv4Address NO_ADDRESS = new Ipv4Address(0);

  private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?";

  private final @Nullable Node node;
  private final Mark mark;
  private final String path;
  private final Problems problems;

  /** A place; a null node stands for a key that is not there. */
  Value(@Nullable Node node, Mark mark, String path, Problems problems) {
    this.node = node;
    this.mark = mark;
    this.path = path;
    this.problems = problems;
  }

  boolean isPresent() {
    return node != null;
  }

  String path() {
    return path;
  }

  Problems problems() {
    return problems;
  }

  Mark mark() {
    return mark;
  }

  @Nullable Node node() {
    return node;
  }

  /** True where a mistake was reported here: nothing should be concluded from this place. */
  boolean isBroken() {
    return problems.contains(path);
  }

  void problem(String what, String valid) {
    problems.add(mark, path, what, valid);
  }

  void problem(String what) {
    problem(what, "");
  }

  /** The elements of a list; none where the key is not there. */
  List<Value> items() {
    List<Value> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        int copies = Ranges.size(item);
        if (items.size() + copies > MAX_ITEMS) {
          problem("more than " + MAX_ITEMS + " elements");
          break;
        }
        for (int i = 0; i < copies; i++) {
          Node copy = copies == 1 ? item : Ranges.copy(item, i, problems);
          String itemPath = path + "[" + items.size() + "]";
          items.add(new Value(copy, item.getStartMark(), itemPath, problems));
        }
      }
    } else if (node != null) {
      problem("a list is expected, not " + kind(node));
    }
    return items;
  }

  /** True where something stands there, and it is a mapping. */
  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** True where something stands there, and it is neither a list nor a mapping. */
  boolean isText() {
    return node instanceof ScalarNode;
  }

  /** This place where it has something to say, key by key, and the lower one elsewhere. */
  Value over(Value lower) {
    if (node == null || lower.node == null) {
      return node == null ? new Value(lower.node, mark, path, problems) : this;
    }
    return new Value(Overlay.merge(lower.node, node), mark, path, problems);
  }

  /** The value of a key, before it is known which keys there may be. */
  Value peek(String key) {
    Node found =
        node instanceof MappingNode mapping
            ? mapping.getValue().stream()
                .filter(t -> t.getKeyNode() instanceof ScalarNode s && s.getValue().equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst()
                .orElse(null)
            : null;
    Mark at = found == null ? mark : found.getStartMark();
    return new Value(found, at, path.isEmpty() ? key : path + "." + key, problems);
  }

  /** The keys of a mapping, of which only these are known. */
  Fields fields(String... known) {
    return new Fields(this, List.of(known));
  }

  /** Any text that is not empty. */
  String text() {
    if (node == null) {
      return "";
    }
    if (!(node instanceof ScalarNode scalar)) {
      problem("text is expected, not " + kind(node));
      return "";
    }
    String text = scalar.getValue().strip();
    if (text.isEmpty()) {
      problem("empty");
    } else if (text.length() > MAX_TEXT) {
      problem(text.length() + " characters", "at most " + MAX_TEXT);
      return "";
    }
    return text;
  }

  /** A name of a resource. */
  String name() {
    String text = text();
    if (!text.isEmpty() && !text.matches(NAME)) {
      problem(
          "'" + text + "' is not a name", "letters, digits, '.', '_', '-'; at most 80 characters");
    }
    return text;
  }

  int integer(int from, int to) {
    return (int) integer((long) from, to);
  }

  long integer(long from, long to) {
    String text = text();
    if (text.isEmpty()) {
      return from;
    }
    String valid = from + ".." + to;
    if (!text.matches("-?[0-9]{1,18}")) {
      problem("'" + text + "' is not a whole number", valid);
      return from;
    }
    long number = Long.parseLong(text);
    if (number < from || number > to) {
      problem(number + " is out of range", valid);
      return from;
    }
    return number;
  }

  boolean truth(boolean otherwise) {
    String text = text();
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.equals("true") && !text.equals("false")) {
      problem("'" + text + "' is neither true nor false", "true, false");
      return otherwise;
    }
    return text.equals("true");
  }

  /** One of a few words; answers with the first where another stands there, or none. */
  <T> T choice(Map<String, T> choices) {
    T first = choices.values().iterator().next();
    String text = text();
    if (text.isEmpty()) {
      return first;
    }
    T chosen = choices.get(text);
    if (chosen == null) {
      problem("'" + text + "' is not known", Spelling.list(choices.keySet()));
      return first;
    }
    return chosen;
  }

  /** {@code 300ms}, {@code 1.5s}, {@code 4m}. */
  Duration duration(Duration from, Duration to) {
    String text = text();
    if (text.isEmpty()) {
      return from;
    }
    String valid = Times.text(from) + ".." + Times.text(to);
    Optional<Duration> duration = Times.parse(text);
    if (duration.isEmpty()) {
      problem("'" + text + "' is not a time such as 300ms, 5s, 4m", valid);
      return from;
    }
    if (duration.get().compareTo(from) < 0 || duration.get().compareTo(to) > 0) {
      problem(text + " is out of range", valid);
      return from;
    }
    return duration.get();
  }

  /** A share, written {@code 10%} or {@code 0.5%}; 0..1. */
  double share() {
    String text = text();
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3})?%")) {
      problem("'" + text + "' is not a share such as 10%", "0%..100%");
      return 0;
    }
    double share = Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
    if (share > 1) {
      problem(text + " is out of range", "0%..100%");
      return 0;
    }
    return share;
  }

  Ipv4Address address() {
    String text = text();
    if (text.isEmpty()) {
      return NO_ADDRESS;
    }
    try {
      return Ipv4Address.parse(text);
    } catch (IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
      return NO_ADDRESS;
    }
  }

  Ipv4Prefix prefix() {
    String text = text();
    if (text.isEmpty()) {
      return Ipv4Prefix.ANY;
    }
    try {
      return Ipv4Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()), "a.b.c.d/0..32");
      return Ipv4Prefix.ANY;
    }
  }

  static String kind(Node node) {
    return switch (node.getNodeId()) {
      case scalar -> "'" + abbreviated(((ScalarNode) node).getValue()) + "'";
      case sequence -> "a list";
      case mapping -> "a mapping";
      default -> "an alias";
    };
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
