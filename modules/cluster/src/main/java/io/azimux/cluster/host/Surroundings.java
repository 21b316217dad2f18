package io.azimux.cluster.host;

import io.azimux.cluster.chaos.Links;
import io.azimux.cluster.journal.Journal;
import java.util.function.LongSupplier;

/**
 * What all elements of a process share.
 *
 * @param clock nanoseconds, from anywhere, never backwards
 */
public record Surroundings(
    Directory directory,
    Journal journal,
    ElementRegistry registry,
    Links links,
    LostFlows lostFlows,
    LongSupplier clock) {
  /** Surroundings without faults. */
  public static Surroundings of(
      Directory directory, Journal journal, ElementRegistry registry, LongSupplier clock) {
    return new Surroundings(directory, journal, registry, new Links(), new LostFlows(), clock);
  }
}
