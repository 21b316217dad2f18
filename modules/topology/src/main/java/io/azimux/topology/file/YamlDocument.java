package io.azimux.topology.file;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Turns YAML text into a tree of nodes, within bounds. No object is constructed from tags. */
final class YamlDocument {
  /** Deepest nesting; a scenario needs 6. */
  static final int MAX_DEPTH = 24;

  /** Most references to anchored lists and mappings: enough to say once what NVAs share. */
  private static final int MAX_ALIASES = 20;

  private YamlDocument() {}

  /**
   * The root, or nothing where the text is no YAML; then the problem was reported.
   *
   * @param file whose text it is: every place in it carries this name
   */
  static Optional<Node> parse(String file, String text, Problems problems) {
    try {
      Node root = compose(file, text);
      if (root == null) {
        problems.add(start(file), "", "the file is empty", "");
      }
      return Optional.ofNullable(root);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      String what = "not YAML: " + firstLine(e.getProblem());
      problems.add(mark == null ? start(file) : mark, "", what, "");
    } catch (YAMLException | IllegalArgumentException e) {
      problems.add(start(file), "", "not YAML: " + firstLine(e.getMessage()), "");
    }
    return Optional.empty();
  }

  /** The first character of a file. */
  static Mark start(String file) {
    return new Mark(file, 0, 0, 0, new int[0], 0);
  }

  private static @Nullable Node compose(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setCodePointLimit(ScenarioFile.MAX_BYTES);
    options.setAllowRecursiveKeys(false);
    ParserImpl parser = new ParserImpl(new NamedReader(file, text), options);
    return new Composer(parser, new Resolver(), options).getSingleNode();
  }

  /** A reader whose places carry the name of their file. */
  private static final class NamedReader extends StreamReader {
    private final String file;

    NamedReader(String file, String text) {
      super(text);
      this.file = file;
    }

    @Override
    public Mark getMark() {
      Mark mark = super.getMark();
      return new Mark(
          file,
          mark.getIndex(),
          mark.getLine(),
          mark.getColumn(),
          mark.getBuffer(),
          mark.getPointer());
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
