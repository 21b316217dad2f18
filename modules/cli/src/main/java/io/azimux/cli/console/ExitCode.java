package io.azimux.cli.console;

/** What the command tells the program that called it. */
public enum ExitCode {
  /** All that was asked for held or was done. */
  PASS(0),
  /** An invariant did not hold. */
  FAIL(1),
  /** Not enough evidence for a verdict, or the run could not start. */
  UNKNOWN(2),
  /** Wrong arguments or bad input (EX_USAGE of sysexits.h). */
  USAGE(64),
  /** The tool itself broke (EX_SOFTWARE of sysexits.h). */
  CRASH(70);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The exit status of the process. */
  public int status() {
    return status;
  }
}
