package io.azimux.console.deployment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be done to the process of an element. */
public enum Deed {
  /** SIGKILL. */
  KILL,
  /** SIGTERM: a MUX withdraws its routes and drains first. */
  TERMINATE,
  /** SIGSTOP. */
  PAUSE,
  /** SIGCONT. */
  RESUME,
  /** Starts what has ended. */
  RESTART;

  /** As it stands in addresses and JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The deed of this label. */
  public static Optional<Deed> of(String label) {
    return Arrays.stream(values()).filter(deed -> deed.label().equals(label)).findFirst();
  }
}
