package io.azimux.simulator.run;

import io.azimux.node.Node;
import io.azimux.simulator.store.StoreReplica;
import java.util.List;

/**
 * Stands between a world and its elements, so that a test can make one of them do wrong and see
 * whether anybody notices. No program offers it.
 */
public interface Tampering {
  /** Leaves everything as it is. */
  Tampering NONE = new Tampering() {};

  /** What takes the place of an element that was just made. */
  default Node node(String name, Node made) {
    return made;
  }

  /** What takes the place of the replicas in a process that was just started. */
  default List<StoreReplica> replicas(String name, List<StoreReplica> made) {
    return made;
  }
}
