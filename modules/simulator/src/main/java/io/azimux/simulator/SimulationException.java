package io.azimux.simulator;

/** A broken invariant or a failed element; the message holds the seed that replays it. */
public final class SimulationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulationException(long seed, long nanos, String what) {
    super(text(seed, nanos, what));
  }

  SimulationException(long seed, long nanos, String what, Throwable cause) {
    super(text(seed, nanos, what), cause);
  }

  private static String text(long seed, long nanos, String what) {
    return what + " (seed " + seed + ", virtual time " + nanos + " ns)";
  }
}
