package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpMessage.Notification;

/** What can happen to a session (RFC 4271, section 8.1). */
sealed interface SessionEvent {
  /** The operator wants the session. */
  record Start() implements SessionEvent {}

  /** The session is to end, for a reason, and the other is to be told. */
  record Stop(Notification why, String reason) implements SessionEvent {}

  /** The time to try again has come. */
  record ConnectRetry() implements SessionEvent {}

  /** Nothing was heard for the hold time. */
  record HoldTimeOver() implements SessionEvent {}

  /** It is time to say that this side lives. */
  record KeepaliveDue() implements SessionEvent {}

  /** The connection stands. */
  record Connected() implements SessionEvent {}

  /** The connection is gone, or did not come to be. */
  record Disconnected(String why) implements SessionEvent {}

  /** A message has come. */
  record Received(BgpMessage message) implements SessionEvent {}

  /** Bytes have come that are no message. */
  record Malformed(Notification answer) implements SessionEvent {}
}
