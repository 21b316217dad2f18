package io.azimux.console.deployment;

/** Something cannot be done now; the message says why, and what would be valid. */
public final class ActionRefused extends Exception {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public ActionRefused(String message) {
    super(message);
  }

  /** With the reason and where it comes from. */
  public ActionRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
