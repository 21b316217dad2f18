package io.azimux.dataplane.tcp;

import java.util.Locale;

/** How a connection ended. */
public enum Ending {
  /** Both sides closed and everything was acknowledged. */
  CLOSED,
  /** The peer reset it, or refused it. */
  RESET,
  /** Nothing was acknowledged for too long, or the peer was silent for too long. */
  TIMEOUT,
  /** Ended by {@link Connection#abort}. */
  ABORTED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
