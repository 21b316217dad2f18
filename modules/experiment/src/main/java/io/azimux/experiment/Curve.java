package io.azimux.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of a plot.
 *
 * @param plot key of the plot: {@code packets}, {@code loss}, {@code lag}, {@code decisions},
 *     {@code flows}
 * @param name what the line is of
 * @param atMillis times after the load began, ascending
 * @param values as many; null where there is none
 */
public record Curve(String plot, String name, List<Long> atMillis, List<@Nullable Double> values) {
  /** Copies the lists. */
  public Curve {
    atMillis = List.copyOf(atMillis);
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}
