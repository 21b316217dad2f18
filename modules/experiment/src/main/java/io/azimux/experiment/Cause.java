package io.azimux.experiment;

import java.util.Locale;

/** Why a flow broke or stalled: exactly one for each. */
public enum Cause {
  /** Its backend, or the host of its backend, was killed. */
  BACKEND_DIED("its backend died"),
  /** The server behind the backends, or its host, was killed while the flow lived. */
  SERVER_DIED("the server behind the backends died"),
  /** It was seen at a second backend while its first was up: another MUX chose differently. */
  MAP_DIFFERS("another MUX chose another backend"),
  /** Its packets went to a dead MUX until the routers withdrew it. */
  BLACK_HOLE("sent to a dead MUX before the routers withdrew it"),
  /**
   * It sent segments again while a MUX was dead, but no packet of it is known to have gone there:
   * it was inside the process that died, or the machine was too busy to answer in time.
   */
  DURING_KILL("sent again while a MUX was dead; the lost packet is not known"),
  /** It sent again nothing: every packet arrived, late. */
  SLOW("nothing was lost; the machine was too busy to answer in time"),
  /** It sent segments again, and links lost packets as configured. */
  LINK_LOSS("links lost packets, as configured"),
  /** It had not ended when the run did. */
  UNFINISHED("not ended when the run did"),
  /** None of these. */
  UNEXPLAINED("no cause found");

  private final String words;

  Cause(String words) {
    this.words = words;
  }

  /** True where a flow may break: its own endpoint is gone, not the way to it. */
  public boolean excuses() {
    return this == BACKEND_DIED || this == SERVER_DIED;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** The name in JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
