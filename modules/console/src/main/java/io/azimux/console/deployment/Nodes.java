package io.azimux.console.deployment;

import io.azimux.cluster.http.Status;
import java.util.Collection;
import java.util.List;

/** Says which processes there are. Asked several times a second, by one thread. */
@FunctionalInterface
public interface Nodes {
  /**
   * All processes to ask from now on.
   *
   * @param answers what those said that answer; empty at first
   */
  List<NodeAddress> addresses(Collection<Status> answers);
}
