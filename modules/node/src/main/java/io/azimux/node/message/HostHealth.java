package io.azimux.node.message;

import java.util.List;

/**
 * How the probes of all guests of one host stand; the value of {@code health/<host>} in the shared
 * state.
 *
 * @param host name of the host
 */
public record HostHealth(String host, List<HealthReport> reports) implements PeerMessage {
  /** Copies the list. */
  public HostHealth {
    reports = List.copyOf(reports);
  }
}
