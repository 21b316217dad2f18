package io.azimux.dataplane.bgp;

import io.azimux.node.Outbox;

/** Both have sent an OPEN; this side waits for the other's consent, a KEEPALIVE. */
record OpenConfirm() implements SessionState {
  private static final int UNEXPECTED = 2;

  @Override
  public SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out) {
    if (event instanceof SessionEvent.KeepaliveDue) {
      session.sendKeepalive(nowNanos, out);
      return this;
    } else if (event instanceof SessionEvent.Received received
        && received.message() instanceof BgpMessage.Keepalive) {
      session.heard(nowNanos);
      return new Established();
    }
    return SessionState.end(event, UNEXPECTED, session, nowNanos, out);
  }
}
