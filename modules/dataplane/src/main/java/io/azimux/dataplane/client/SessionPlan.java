package io.azimux.dataplane.client;

import io.azimux.node.message.ClientCommand.OpenMany;

/**
 * What a session does once it is open.
 *
 * @param lines lines to send; the session closes when all have come back
 * @param lineBytes bytes of a line, its {@code \n} included, 1..1400
 * @param keystrokeEveryNanos time between two lines
 */
record SessionPlan(int lines, int lineBytes, long keystrokeEveryNanos) {
  private static final int TRACED_LINE_BYTES = 32;

  /** One line, as a traced connection sends it. */
  static final SessionPlan TRACED = new SessionPlan(1, TRACED_LINE_BYTES, 0);

  static SessionPlan of(OpenMany command) {
    return new SessionPlan(
        command.linesPerConnection(), command.lineBytes(), command.keystrokeEveryNanos());
  }

  /** Bytes of all lines. */
  long bytes() {
    return (long) lines * lineBytes;
  }
}
