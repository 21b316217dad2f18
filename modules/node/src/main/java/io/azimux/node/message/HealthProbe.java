package io.azimux.node.message;

/**
 * How hosts find out whether a rule's backends are healthy: by opening a TCP connection.
 *
 * @param name {@code load-balancer/probe}; empty for {@link #NONE}
 * @param port port of the guest, 1..65535
 * @param intervalNanos time between two probes
 * @param threshold equal results in a row that change a backend's state
 */
public record HealthProbe(String name, int port, long intervalNanos, int threshold) {
  /** Nobody probes: every backend of the rule is taken for healthy. */
  public static final HealthProbe NONE = new HealthProbe("", 0, 0, 0);

  /** False for {@link #NONE}. */
  public boolean exists() {
    return !name.isEmpty();
  }
}
