package io.azimux.dataplane.bgp;

import io.azimux.node.Outbox;

/** No connection, and none is taken. */
record Idle() implements SessionState {
  @Override
  public SessionState on(SessionEvent event, Session session, long nowNanos, Outbox out) {
    boolean begins =
        event instanceof SessionEvent.Start
            || event instanceof SessionEvent.ConnectRetry && !session.isStopped();
    if (!begins) {
      return this;
    }
    if (session.isPassive()) {
      return new Active();
    }
    session.connect(nowNanos, out);
    return new Connect();
  }
}
