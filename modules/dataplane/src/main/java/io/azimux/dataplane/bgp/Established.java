package io.azimux.dataplane.bgp;

import io.azimux.node.Outbox;

/** Routes are told. */
record Established() implements SessionState {
  private static final int UNEXPECTED = 3;

  @Override
  public SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out) {
    if (event instanceof SessionEvent.KeepaliveDue) {
      session.sendKeepalive(nowNanos, out);
      return this;
    } else if (event instanceof SessionEvent.Received received) {
      if (received.message() instanceof BgpMessage.Keepalive) {
        session.heard(nowNanos);
        return this;
      } else if (received.message() instanceof BgpMessage.Update update) {
        session.heard(nowNanos);
        return session.learn(update, nowNanos, out) ? this : session.state();
      }
    }
    return SessionState.end(event, UNEXPECTED, session, nowNanos, out);
  }
}
