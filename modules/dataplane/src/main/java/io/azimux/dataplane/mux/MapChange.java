package io.azimux.dataplane.mux;

import io.azimux.topology.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a change of the live backends does to flows that no MUX remembers. Exact, not sampled. */
public final class MapChange {
  private MapChange() {}

  /**
   * Share of all hashes, 0..1, whose backend is another one after the change. It is 1 where one
   * side has no backend at all, and the other has.
   *
   * @param kind how a hash becomes a backend
   * @param before names of the live backends, in the pool's order
   * @param after the same, later
   */
  public static double movedShare(
      Settings.BackendMap kind, List<String> before, List<String> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return before.isEmpty() && after.isEmpty() ? 0 : 1;
    }
    return switch (kind) {
      case LIST_MOD -> listMod(before, after);
      case MAGLEV -> maglev(sorted(before), sorted(after));
    };
  }

  /** A remainder pair (i, j) occurs for 1 of lcm hashes where i = j modulo the gcd, else never. */
  private static double listMod(List<String> before, List<String> after) {
    int gcd = gcd(before.size(), after.size());
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int j = 0; j < after.size(); j++) {
      places.put(after.get(j), j);
    }
    long same = 0;
    for (int i = 0; i < before.size(); i++) {
      Integer j = places.get(before.get(i));
      same += j != null && (i - j) % gcd == 0 ? 1 : 0;
    }
    double lcm = (double) before.size() / gcd * after.size();
    return 1 - same / lcm;
  }

  private static double maglev(List<String> before, List<String> after) {
    Maglev first = Maglev.of(before, Maglev.DEFAULT_SLOTS);
    Maglev second = Maglev.of(after, Maglev.DEFAULT_SLOTS);
    int moved = 0;
    for (int slot = 0; slot < Maglev.DEFAULT_SLOTS; slot++) {
      String old = before.get(first.backend(slot));
      moved += old.equals(after.get(second.backend(slot))) ? 0 : 1;
    }
    return (double) moved / Maglev.DEFAULT_SLOTS;
  }

  private static List<String> sorted(List<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(null);
    return sorted;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
