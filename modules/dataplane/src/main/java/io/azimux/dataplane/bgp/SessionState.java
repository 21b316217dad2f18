package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.node.Outbox;

/** A state of RFC 4271, section 8.2.2: what an event does in it, and which state follows. */
sealed interface SessionState permits Idle, Connect, Active, OpenSent, OpenConfirm, Established {
  /** Does what the event asks for and returns the state that follows. */
  SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out);

  /**
   * What ends a session in every state that has a connection with messages on it.
   *
   * @param unexpected subcode of RFC 6608 for a message that the state does not expect
   */
  static SessionState end(
      SessionEvent event, int unexpected, Session session, long nowNanos, Outbox out) {
    if (event instanceof SessionEvent.Stop stop) {
      session.notify(stop.why(), nowNanos, out);
      return session.fall(stop.reason(), nowNanos, out);
    } else if (event instanceof SessionEvent.HoldTimeOver) {
      session.notify(Notification.of(Notification.HOLD_TIME, 0), nowNanos, out);
      return session.fall("hold time expired", nowNanos, out);
    } else if (event instanceof SessionEvent.Malformed malformed) {
      session.notify(malformed.answer(), nowNanos, out);
      return session.fall(malformed.answer().words(), nowNanos, out);
    } else if (event instanceof SessionEvent.Disconnected disconnected) {
      return session.fall(disconnected.why(), nowNanos, out);
    } else if (event instanceof SessionEvent.Received received) {
      if (received.message() instanceof Notification notification) {
        return session.fall("notification: " + notification.words(), nowNanos, out);
      }
      Notification answer = Notification.of(Notification.STATES, unexpected);
      session.notify(answer, nowNanos, out);
      return session.fall(answer.words(), nowNanos, out);
    }
    return session.state();
  }
}
