package io.azimux.topology.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the file names, by kind, and what it refers to. References are looked up after the whole
 * file is read, so that the order of sections does not matter.
 */
final class Names {
  private final Map<String, Map<String, String>> declared = new LinkedHashMap<>();

  /**
   * Kinds of which a name is wrong, so that what is missing may be only misspelt where it stands.
   */
  private final Set<String> doubtful = new LinkedHashSet<>();

  private final List<Runnable> checks = new ArrayList<>();

  /** Declares a name; a second one of its kind is a mistake. */
  void declare(String kind, String name, Value at) {
    if (name.isEmpty() || at.isBroken()) {
      doubt(kind);
      return;
    }
    String earlier =
        declared.computeIfAbsent(kind, any -> new LinkedHashMap<>()).putIfAbsent(name, at.path());
    if (earlier != null) {
      at.problem(kind + " '" + name + "' stands already at " + earlier);
      doubt(kind);
    }
  }

  /** Says that names of this kind are not known for sure: what follows from it is not told. */
  void doubt(String kind) {
    doubtful.add(kind);
  }

  /** True where a name of this kind is wrong. */
  boolean isDoubtful(String kind) {
    return doubtful.contains(kind);
  }

  /**
   * Requires, once everything is read, that the name is declared. Not looked up while a name of
   * this kind is wrong.
   */
  void require(String kind, String name, Value at) {
    checks.add(
        () -> {
          Set<String> names = declared.getOrDefault(kind, Map.of()).keySet();
          if (!name.isEmpty() && !names.contains(name) && !isDoubtful(kind)) {
            at.problem("no " + kind + " '" + name + "'", Spelling.list(names));
          }
        });
  }

  /** A check that needs the whole file. */
  void later(Runnable check) {
    checks.add(check);
  }

  /** Runs all checks that waited. */
  void check() {
    checks.forEach(Runnable::run);
  }
}
