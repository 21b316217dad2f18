package io.azimux.topology.file;

import java.io.StringReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** Turns YAML text into a tree of nodes, within bounds. No object is constructed from tags. */
final class YamlDocument {
  /** Deepest nesting; a scenario needs 6. */
  private static final int MAX_DEPTH = 24;

  /** Most references to anchored lists and mappings: enough to say once what NVAs share. */
  private static final int MAX_ALIASES = 20;

  private YamlDocument() {}

  /** The root, or nothing where the text is no YAML; then the problem was reported. */
  static Optional<Value> parse(String text, Problems problems) {
    try {
      Node root = compose(text);
      if (root == null) {
        problems.add(1, 1, "", "the file is empty", "");
        return Optional.empty();
      }
      return Optional.of(new Value(root, root.getStartMark(), "", problems));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      String what = "not YAML: " + firstLine(e.getProblem());
      if (mark == null) {
        problems.add(1, 1, "", what, "");
      } else {
        problems.add(mark, "", what, "");
      }
    } catch (YAMLException | IllegalArgumentException e) {
      problems.add(1, 1, "", "not YAML: " + firstLine(e.getMessage()), "");
    }
    return Optional.empty();
  }

  private static @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setCodePointLimit(ScenarioFile.MAX_BYTES);
    options.setAllowRecursiveKeys(false);
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(new org.yaml.snakeyaml.DumperOptions()),
            new org.yaml.snakeyaml.DumperOptions(),
            options);
    return yaml.compose(new StringReader(text));
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
