package io.azimux.topology.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant to write, and lists what could be written. */
final class Spelling {
  /** Most names in a list of valid ones. */
  private static final int LISTED = 12;

  /** Longer words are not compared: the cost grows with the square of the length. */
  private static final int COMPARED = 64;

  private Spelling() {}

  /** The candidate that differs from the word in a third of its letters at most. */
  static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.length() > COMPARED) {
      return Optional.empty();
    }
    int bound = Math.max(1, word.length() / 3);
    return candidates.stream()
        .filter(candidate -> candidate.length() <= COMPARED)
        .filter(candidate -> distance(word, candidate) <= bound)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /** {@code a, b, c}, cut off after a dozen. */
  static String list(Collection<String> names) {
    String joined = String.join(", ", names.stream().limit(LISTED).toList());
    int rest = names.size() - LISTED;
    return rest > 0 ? joined + " and " + rest + " more" : joined;
  }

  /** Levenshtein's distance, upper and lower case being equal. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
