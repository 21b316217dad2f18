package io.azimux.cluster.store;

import org.apache.pekko.cluster.ddata.Key;

/** Key of a shared value in its replicator. */
final class ValueKey extends Key<SharedRegister> {
  private static final long serialVersionUID = 1;

  ValueKey(String id) {
    super(id);
  }
}
