package io.azimux.experiment.walk;

import io.azimux.node.trace.PacketTrace;
import io.azimux.topology.Scenario;
import java.util.List;

/**
 * A walk as an engine hands it over.
 *
 * @param engine {@code simulator} or {@code cluster}
 * @param liveBackends names of the backends that were healthy when the walk began
 * @param completed true where the client's connection was opened, used and closed in order
 */
public record WalkResult(
    Scenario scenario,
    String engine,
    List<String> liveBackends,
    boolean completed,
    PacketTrace trace) {
  /** Copies the list. */
  public WalkResult {
    liveBackends = List.copyOf(liveBackends);
  }
}
