package io.azimux.cluster;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that differ by the number of a replica only: {@code mux-#} is {@code mux-3} in the
 * container {@code azimux_mux_3} or {@code azimux-mux-3}, and in the pod {@code mux-3}.
 */
final class NumberedName {
  private NumberedName() {}

  /**
   * The name that a pattern stands for.
   *
   * @param pattern a name with {@code #} in place of its last character
   * @param machine names of the machine, of which the first that fits counts
   * @throws IllegalArgumentException where none fits
   */
  static String of(String pattern, List<String> machine) {
    String stem = pattern.substring(0, pattern.length() - 1);
    String word = stem.replaceAll("[-_]$", "");
    Pattern fitting = Pattern.compile("(?:.*[-_])?" + Pattern.quote(word) + "[-_](\\d{1,9})");
    for (String name : machine) {
      Matcher matcher = fitting.matcher(name);
      if (matcher.matches()) {
        return stem + Integer.parseInt(matcher.group(1));
      }
    }
    throw new IllegalArgumentException(
        "--jvm "
            + pattern
            + " needs a machine whose name ends with -"
            + word
            + "-1 or the like; this one is known as "
            + machine);
  }
}
