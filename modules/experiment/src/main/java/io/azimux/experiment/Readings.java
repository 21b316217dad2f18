package io.azimux.experiment;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the elements counted. An element that is killed is read before, if the engine can, and its
 * counters are added to those of its next life; of other values the last one stays.
 */
public final class Readings {
  private record Key(Measure measure, String element, String label) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = measure.compareTo(other.measure);
      order = order != 0 ? order : element.compareTo(other.element);
      return order != 0 ? order : label.compareTo(other.label);
    }
  }

  private final Map<Key, Double> values = new TreeMap<>();

  /** Takes the readings of one element, once for each of its lives. */
  public Meter of(String element) {
    return (measure, label, value) -> {
      Key key = new Key(measure, element, label);
      if (measure.isCounter()) {
        values.merge(key, value, Double::sum);
      } else {
        values.put(key, value);
      }
    };
  }

  /** Sum over all labels of one element; 0 where there is no reading. */
  public double of(String element, Measure measure) {
    return values.entrySet().stream()
        .filter(e -> e.getKey().measure() == measure && e.getKey().element().equals(element))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Sum over all elements and labels. */
  public double total(Measure measure) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().measure() == measure)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Elements that report more than 0, by name. */
  public List<String> positive(Measure measure) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().measure() == measure && entry.getValue() > 0)
        .map(entry -> entry.getKey().element())
        .distinct()
        .toList();
  }

  /** True where any element reported it. */
  public boolean has(Measure measure) {
    return values.keySet().stream().anyMatch(key -> key.measure() == measure);
  }
}
