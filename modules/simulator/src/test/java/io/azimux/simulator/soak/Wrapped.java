package io.azimux.simulator.soak;

import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;

/** An element that does what another one does, until a test changes some of it. */
class Wrapped implements Node {
  private final Node inner;

  Wrapped(Node inner) {
    this.inner = inner;
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    inner.start(nowNanos, out);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    inner.onBurst(port, burst, nowNanos, out);
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    inner.onMessage(from, message, nowNanos, out);
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    inner.onTimer(key, nowNanos, out);
  }

  @Override
  public void measure(Meter meter) {
    inner.measure(meter);
  }
}
