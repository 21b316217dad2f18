package io.azimux.cluster.journal;

import io.azimux.node.Fact;
import io.azimux.node.Step;
import org.jspecify.annotations.Nullable;

/**
 * One record of a journal: either a step or a fact.
 *
 * @param sequence number in the journal of its process, from 1, without gaps
 * @param epochNanos when, in nanoseconds since 1970 as the process' clock says
 * @param element which element recorded it
 * @param mark trace mark of the packet at that moment, 0 for a fact
 */
public record Entry(
    long sequence,
    long epochNanos,
    String element,
    int mark,
    @Nullable Step step,
    @Nullable Fact fact) {
  /** The same at the time that another clock showed. */
  public Entry at(long otherEpochNanos) {
    return new Entry(sequence, otherEpochNanos, element, mark, step, fact);
  }
}
