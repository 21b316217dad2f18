package io.azimux.cluster.placement;

import java.util.List;

/**
 * One process to start.
 *
 * @param name unique name
 * @param roles roles of its elements, in lower case, each once; they become its cluster roles
 * @param elements names of the elements it hosts
 */
public record JvmPlan(String name, List<String> roles, List<String> elements) {
  /** Copies the lists. */
  public JvmPlan {
    roles = List.copyOf(roles);
    elements = List.copyOf(elements);
  }
}
