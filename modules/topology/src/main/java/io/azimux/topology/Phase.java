package io.azimux.topology;

import java.time.Duration;
import java.util.Locale;

/**
 * A part of a run, in the order in which they come.
 *
 * @param start time after the load began
 * @param lasts how long, at least; the last one ends when all connections have
 */
public record Phase(Name name, Duration start, Duration lasts) {
  /** What a part of a run is for. */
  public enum Name {
    /** Nothing is done: what everything later is compared with. */
    STEADY,
    /** The faults are done. */
    FAULT,
    /** They last. */
    HOLD,
    /** They are undone. */
    HEAL,
    /** Everything must come to rest: replicas equal, routes back. */
    SETTLE;

    /** Name in files. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Time after the load began at which the next phase starts. */
  public Duration end() {
    return start.plus(lasts);
  }
}
