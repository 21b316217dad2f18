package io.azimux.cli.process;

import java.time.Duration;
import java.util.List;

/** Runs commands of the system. Safe for use by several threads. */
public interface Commands extends AutoCloseable {
  /**
   * What a command did.
   *
   * @param status its exit status
   * @param out what it printed
   * @param err what it complained of
   */
  record Outcome(int status, String out, String err) {}

  /**
   * Runs one to its end.
   *
   * @param command program and arguments; no shell sees them
   * @param limit when it is ended; its status is 124 then, as timeout's is
   */
  Outcome run(List<String> command, Duration limit);

  /** Ends whatever still runs. */
  @Override
  void close();
}
