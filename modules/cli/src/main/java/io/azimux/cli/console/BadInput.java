package io.azimux.cli.console;

/** Arguments or a file are wrong: the message says what, where, and which values are valid. */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Ends the command with {@link ExitCode#USAGE}; the message may have several lines. */
  public BadInput(String message) {
    super(message);
  }
}
