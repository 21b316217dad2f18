package io.azimux.experiment.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One choice of everything that is varied.
 *
 * @param choices value by name, in the order in which they were asked for
 */
public record Variant(Map<String, String> choices) {
  /** Name of the time of the kill, where that is swept. */
  public static final String KILL_AT = "kill-at";

  /** Copies the map. */
  public Variant {
    choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
  }

  /** All combinations: the last name varies fastest. */
  public static List<Variant> all(Map<String, List<String>> values) {
    List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
    values.forEach(
        (name, some) -> {
          List<Map<String, String>> longer = new ArrayList<>();
          for (Map<String, String> choices : all) {
            for (String value : some) {
              Map<String, String> more = new LinkedHashMap<>(choices);
              more.put(name, value);
              longer.add(more);
            }
          }
          all.clear();
          all.addAll(longer);
        });
    return all.stream().map(Variant::new).toList();
  }

  /** For people. */
  @Override
  public String toString() {
    return String.join(" ", choices.values());
  }
}
