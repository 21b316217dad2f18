package io.azimux.experiment;

/** What a check, or a whole run, came to. */
public enum Status {
  /** Evidence shows that it holds. */
  PASS,
  /** Evidence shows that it does not. */
  FAIL,
  /** There is not enough evidence to say. */
  UNKNOWN,
  /** A figure without a limit: no part in the verdict. */
  INFO
}
