package io.azimux.topology.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Finds the document of a scenario: a file, perhaps laid over another one whose world it takes, and
 * what the command line changes on top.
 */
final class WorldFile {
  /** Names the file whose world is taken. */
  static final String WORLD = "world";

  /** Belong to one scenario only, and are not taken with a world. */
  private static final Set<String> OWN =
      Set.of(WORLD, "description", "phases", "faults", "expect", "mutations");

  private final @Nullable Path directory;
  private final Problems problems;

  /**
   * Looks for worlds in a directory.
   *
   * @param directory where the scenario file lies; null where it is no file
   */
  WorldFile(@Nullable Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  /** The document of a file; empty where that cannot be read, which then was reported. */
  Optional<Node> read(Path file) {
    return read(file, List.of());
  }

  /** The same as if some of the file were written differently: each change is KEY=VALUE. */
  Optional<Node> read(Path file, List<String> changes) {
    try (InputStream in = Files.newInputStream(file)) {
      Optional<Node> root = single(file.toString(), in.readNBytes(ScenarioFile.MAX_BYTES + 1));
      for (String change : changes) {
        root = root.flatMap(node -> set(node, change));
      }
      return root.flatMap(this::withWorld);
    } catch (IOException e) {
      problems.add("cannot be read: " + e.getMessage(), "");
      return Optional.empty();
    }
  }

  /** The document of some bytes. */
  Optional<Node> parse(String file, byte[] content) {
    return single(file, content).flatMap(this::withWorld);
  }

  private Optional<Node> single(String file, byte[] content) {
    if (content.length > ScenarioFile.MAX_BYTES) {
      String valid = "at most " + ScenarioFile.MAX_BYTES + " bytes";
      problems.add(YamlDocument.start(file), "", "the file is too large", valid);
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return YamlDocument.parse(file, text, problems);
    } catch (CharacterCodingException e) {
      problems.add(YamlDocument.start(file), "", "the file is not UTF-8 text", "");
      return Optional.empty();
    }
  }

  private Optional<Node> withWorld(Node root) {
    Value worldAt = new Value(root, root.getStartMark(), "", problems).peek(WORLD);
    String name = worldAt.text();
    if (name.isEmpty() || directory == null) {
      if (!name.isEmpty()) {
        worldAt.problem("no other file can be read here");
      }
      return worldAt.isBroken() ? Optional.empty() : Optional.of(root);
    }
    Path relative = Path.of(name.replace('\0', '?'));
    Path file = directory.resolve(relative).normalize();
    if (relative.isAbsolute() || !file.startsWith(directory.normalize())) {
      worldAt.problem("'" + name + "' does not lie beside or below this file");
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return single(file.toString(), in.readNBytes(ScenarioFile.MAX_BYTES + 1))
          .flatMap(world -> over(world, root));
    } catch (IOException e) {
      worldAt.problem("'" + name + "' cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Node> over(Node world, Node root) {
    Value again = new Value(world, world.getStartMark(), "", problems).peek(WORLD);
    if (again.isPresent()) {
      again.problem("a world cannot be taken from a file that takes it from another");
      return Optional.empty();
    }
    return Optional.of(Overlay.merge(Overlay.without(world, OWN), root));
  }

  /**
   * Lays {@code KEY=VALUE} over a document, where the key is a path, {@code settings.bgp.holdTime},
   * and the value YAML.
   */
  private Optional<Node> set(Node root, String assignment) {
    int equals = assignment.indexOf('=');
    String path = equals < 0 ? assignment : assignment.substring(0, equals);
    String name = "--set " + path;
    if (equals <= 0 || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
      String valid = "KEY=VALUE, as in settings.replication=none";
      problems.add(YamlDocument.start(name), "", "'" + assignment + "' sets nothing", valid);
      return Optional.empty();
    }
    return YamlDocument.parse(name, assignment.substring(equals + 1), problems)
        .map(value -> Overlay.merge(root, Overlay.nested(path, value)));
  }
}
