package io.azimux.experiment;

import java.util.Locale;

/** Why a flow broke or stalled: exactly one for each. */
public enum Cause {
  /** Its backend, or the host of its backend, was killed. */
  BACKEND_DIED("its backend died"),
  /** It was seen at a second backend while its first was up: another MUX chose differently. */
  MAP_DIFFERS("another MUX chose another backend"),
  /** Its packets went to a dead MUX until the routers withdrew it. */
  BLACK_HOLE("sent to a dead MUX before the routers withdrew it"),
  /** It had not ended when the run did. */
  UNFINISHED("not ended when the run did"),
  /** None of these. */
  UNEXPLAINED("no cause found");

  private final String words;

  Cause(String words) {
    this.words = words;
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
