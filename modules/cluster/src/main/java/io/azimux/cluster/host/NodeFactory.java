package io.azimux.cluster.host;

import io.azimux.node.Node;

/** Makes elements. */
@FunctionalInterface
public interface NodeFactory {
  /** A new element of this name, without any state. */
  Node create(String element);
}
