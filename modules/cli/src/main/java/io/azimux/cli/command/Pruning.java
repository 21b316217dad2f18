package io.azimux.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Removes what earlier runs left, so that a directory does not grow with every one. */
final class Pruning {
  /** Enough to look back over a day's work. */
  static final int KEPT = 20;

  private Pruning() {}

  /**
   * Keeps the newest directories whose names, which begin with a time, match; and whatever does not
   * match.
   */
  static void keepNewest(Path parent, Pattern name) throws IOException {
    List<Path> all;
    try (Stream<Path> children = Files.list(parent)) {
      all =
          children
              .filter(child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))
              .filter(child -> name.matcher(child.getFileName().toString()).matches())
              .sorted(Comparator.comparing(Path::getFileName).reversed())
              .toList();
    }
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      remove(old);
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(directory)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
