package io.azimux.topology.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.Mark;

/** Collects mistakes, at most one for each path: what follows from a mistake is not told. */
final class Problems {
  /** Most mistakes that are kept; nobody reads more, and a hostile file could hold millions. */
  static final int MAX = 100;

  /** Most nodes that ranges may make; a thousand machines need a fifth of it. */
  private static final int MAX_COPIES = 100_000;

  private final String file;
  private final Map<String, Problem> byPath = new LinkedHashMap<>();
  private int copies;

  Problems(String file) {
    this.file = file;
  }

  /** Adds a mistake in the file that the mark names. */
  void add(Mark at, String path, String what, String valid) {
    add(new Problem(at.getName(), at.getLine() + 1, at.getColumn() + 1, path, what, valid));
  }

  /** Adds a mistake at the beginning of the file. */
  void add(String what, String valid) {
    add(new Problem(file, 1, 1, "", what, valid));
  }

  private void add(Problem problem) {
    if (byPath.size() < MAX && byPath.values().stream().noneMatch(problem::repeats)) {
      byPath.putIfAbsent(problem.path(), problem);
    }
  }

  /** The file whose mistakes these are, as the reader was told. */
  String file() {
    return file;
  }

  /** Counts a node that a range makes; false where there are too many already. */
  boolean mayCopy() {
    return ++copies <= MAX_COPIES;
  }

  boolean isEmpty() {
    return byPath.isEmpty();
  }

  /** True where a mistake was found at this path. */
  boolean contains(String path) {
    return byPath.containsKey(path);
  }

  /** True where a mistake was found in this section of the file. */
  boolean containsIn(String section) {
    return byPath.keySet().stream().anyMatch(path -> path.startsWith(section));
  }

  List<Problem> inOrder() {
    List<Problem> problems = new ArrayList<>(byPath.values());
    problems.sort(
        Comparator.comparing((Problem problem) -> !problem.file().equals(file))
            .thenComparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column));
    return problems;
  }
}
