package io.azimux.dataplane.bgp;

import io.azimux.node.Outbox;

/** This side listens for a connection. */
record Active() implements SessionState {
  @Override
  public SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out) {
    if (event instanceof SessionEvent.Connected) {
      session.sendOpen(nowNanos, out);
      return new OpenSent();
    } else if (event instanceof SessionEvent.ConnectRetry && !session.isPassive()) {
      session.connect(nowNanos, out);
      return new Connect();
    } else if (event instanceof SessionEvent.Stop) {
      return session.fall("stopped", nowNanos, out);
    }
    return this;
  }
}
