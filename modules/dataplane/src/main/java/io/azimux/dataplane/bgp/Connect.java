package io.azimux.dataplane.bgp;

import io.azimux.node.Outbox;

/** This side has asked for a connection. */
record Connect() implements SessionState {
  @Override
  public SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out) {
    if (event instanceof SessionEvent.Connected) {
      session.sendOpen(nowNanos, out);
      return new OpenSent();
    } else if (event instanceof SessionEvent.ConnectRetry) {
      session.connect(nowNanos, out);
      return this;
    } else if (event instanceof SessionEvent.Disconnected || event instanceof SessionEvent.Stop) {
      return session.fall("connection refused", nowNanos, out);
    }
    return this;
  }
}
