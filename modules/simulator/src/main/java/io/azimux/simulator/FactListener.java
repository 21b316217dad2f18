package io.azimux.simulator;

import io.azimux.node.Fact;

/** Hears what elements note about flows, backends and next hops. */
@FunctionalInterface
public interface FactListener {
  /** One fact, at the time at which the element noted it. */
  void fact(long nanos, String element, Fact fact);
}
