package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.node.Outbox;
import java.util.Optional;

/** This side has sent its OPEN and waits for that of the other. */
record OpenSent() implements SessionState {
  private static final int UNEXPECTED = 1;

  @Override
  public SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out) {
    if (event instanceof SessionEvent.Received received
        && received.message() instanceof BgpMessage.Open open) {
      Optional<Notification> refusal = session.agree(open, nowNanos);
      if (refusal.isPresent()) {
        return SessionState.end(
            new SessionEvent.Malformed(refusal.get()), UNEXPECTED, session, nowNanos, out);
      }
      session.sendKeepalive(nowNanos, out);
      return new OpenConfirm();
    }
    return SessionState.end(event, UNEXPECTED, session, nowNanos, out);
  }
}
