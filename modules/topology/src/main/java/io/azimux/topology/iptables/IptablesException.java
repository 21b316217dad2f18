package io.azimux.topology.iptables;

/** A command line is no rule that a guest can have. */
public final class IptablesException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int column;
  private final String what;
  private final String valid;

  IptablesException(int column, String where, String what, String valid) {
    super(where + ": " + what + (valid.isEmpty() ? "" : "; valid: " + valid));
    this.column = column;
    this.what = where + ": " + what;
    this.valid = valid;
  }

  /** Column of the mistake in the command line, from 1. */
  public int column() {
    return column;
  }

  /** Where and what the mistake is. */
  public String what() {
    return what;
  }

  /** What could stand there; empty where that cannot be listed. */
  public String valid() {
    return valid;
  }
}
