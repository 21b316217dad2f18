package io.azimux.simulator;

import io.azimux.node.Node;
import io.azimux.node.RandomSource;

/** Makes an element, at the start and after each restart. */
@FunctionalInterface
public interface NodeFactory {
  /**
   * A new element without any state.
   *
   * @param name its name in the wiring
   * @param random its own source; differs for each incarnation
   */
  Node create(String name, RandomSource random);
}
