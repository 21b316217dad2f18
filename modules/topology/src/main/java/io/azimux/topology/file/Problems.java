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

  private final String file;
  private final Map<String, Problem> byPath = new LinkedHashMap<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Mark at, String path, String what, String valid) {
    add(at.getLine() + 1, at.getColumn() + 1, path, what, valid);
  }

  void add(int line, int column, String path, String what, String valid) {
    if (byPath.size() < MAX) {
      byPath.putIfAbsent(path, new Problem(file, line, column, path, what, valid));
    }
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
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    return problems;
  }
}
