package io.azimux.node.trace;

import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import java.util.List;
import java.util.Objects;

/**
 * What one element did with a traced packet. Two hops are equal where mark, element and steps are;
 * the time is told, not compared, since each host of nodes has its own.
 *
 * @param mark mark of the packet at this element
 * @param element name of the element, {@link #UNSEEN} where nobody reported
 * @param steps in the order in which they happened
 * @param nanos time of the first step on the clock of the host of nodes
 */
public record Hop(int mark, String element, List<Step> steps, long nanos) {
  /** Stands for an element whose steps never arrived. */
  public static final String UNSEEN = "(not seen)";

  /** Copies the list. */
  public Hop {
    steps = List.copyOf(steps);
  }

  /** Elements crossed before, from 0. */
  public int number() {
    return TraceMark.hop(mark);
  }

  /** True where the packet must have crossed an element here, but nobody reported it. */
  public boolean isMissing() {
    return element.equals(UNSEEN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hop hop
        && mark == hop.mark
        && element.equals(hop.element)
        && steps.equals(hop.steps);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mark, element, steps);
  }
}
