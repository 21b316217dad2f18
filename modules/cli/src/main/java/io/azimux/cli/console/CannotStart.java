package io.azimux.cli.console;

/** Something outside stands in the way: a port in use, a cluster that already runs, no disk. */
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Ends the command with {@link ExitCode#UNKNOWN}; the message says what to do about it. */
  public CannotStart(String message) {
    super(message);
  }

  /** The same, with what caused it. */
  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
