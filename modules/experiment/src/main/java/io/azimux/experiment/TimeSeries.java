package io.azimux.experiment;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Readings of all elements over the time of a run. Times are nanoseconds on the engine's clock; an
 * element that is not running has no readings for so long. Not thread-safe.
 */
public final class TimeSeries {
  /**
   * Points kept in all, 64 MB. Thirteen elements with 20 readings each, ten times a second, need 25
   * minutes for it; later ones are only counted.
   */
  public static final int CAPACITY = 4_000_000;

  /** Whose reading, and of what; the label is empty where the measure has none. */
  public record Key(String element, Measure measure, String label) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = measure.compareTo(other.measure);
      order = order != 0 ? order : element.compareTo(other.element);
      return order != 0 ? order : label.compareTo(other.label);
    }
  }

  /** One reading. */
  public record Point(long nanos, double value) {}

  private static final class Column {
    private long[] nanos = new long[64];
    private double[] values = new double[64];
    private int size;

    void add(long at, double value) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      nanos[size] = at;
      values[size++] = value;
    }
  }

  private final Map<Key, Column> columns = new TreeMap<>();
  private int size;
  private long refused;

  /** Takes the readings of one element at one time; times of an element never run backwards. */
  public Meter at(long nanos, String element) {
    return (measure, label, value) -> add(nanos, element, measure, label, value);
  }

  /** Takes one reading. */
  public void add(long nanos, String element, Measure measure, String label, double value) {
    if (measure.isHistogram()) {
      return;
    }
    if (size == CAPACITY) {
      refused++;
      return;
    }
    columns
        .computeIfAbsent(new Key(element, measure, label), key -> new Column())
        .add(nanos, value);
    size++;
  }

  /** All that has readings: by measure, element, label. */
  public Set<Key> keys() {
    return Collections.unmodifiableSet(columns.keySet());
  }

  /** What has readings of one measure: by element, label. */
  public List<Key> keys(Measure measure) {
    return columns.keySet().stream().filter(key -> key.measure() == measure).toList();
  }

  /** Readings of one key in order of time; none where the key is unknown. */
  public List<Point> points(Key key) {
    Column column = columns.get(key);
    List<Point> points = new ArrayList<>();
    for (int i = 0; column != null && i < column.size; i++) {
      points.add(new Point(column.nanos[i], column.values[i]));
    }
    return points;
  }

  /** Points kept. */
  public int size() {
    return size;
  }

  /** Points that found no room. */
  public long refused() {
    return refused;
  }
}
