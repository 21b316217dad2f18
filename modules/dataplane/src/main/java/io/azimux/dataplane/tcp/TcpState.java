package io.azimux.dataplane.tcp;

import java.util.Locale;

/**
 * States of a connection (RFC 9293 section 3.3.2). LISTEN is a port of the stack, no connection.
 */
public enum TcpState {
  /** An active open waits for the SYN-ACK. */
  SYN_SENT("opening"),
  /** A SYN was answered; its SYN-ACK is not acknowledged yet. */
  SYN_RECEIVED("opening"),
  /** Data flows. */
  ESTABLISHED("established"),
  /** We closed; our FIN is not acknowledged yet. */
  FIN_WAIT_1("closing"),
  /** Our FIN is acknowledged; the peer has not closed. */
  FIN_WAIT_2("closing"),
  /** The peer closed, we did not. */
  CLOSE_WAIT("closing"),
  /** Both closed at once; our FIN is not acknowledged yet. */
  CLOSING("closing"),
  /** The peer closed first, then we; our FIN is not acknowledged yet. */
  LAST_ACK("closing"),
  /** Both closed; waits for old segments to die out. */
  TIME_WAIT("closing"),
  /** Gone. */
  CLOSED("closed");

  private final String phase;

  TcpState(String phase) {
    this.phase = phase;
  }

  /** Coarse state for metrics: {@code opening}, {@code established}, {@code closing}. */
  public String phase() {
    return phase;
  }

  /** True from ESTABLISHED on: sequence numbers of both sides are known and agreed. */
  boolean isSynchronized() {
    return this != SYN_SENT && this != SYN_RECEIVED && this != CLOSED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
