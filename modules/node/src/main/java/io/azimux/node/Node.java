package io.azimux.node;

import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;

/**
 * One element: router, MUX, host, guest, client or controller.
 *
 * <p>A host of nodes calls these methods from one thread at a time, with a time that never runs
 * backwards. Every packet of a burst must leave through exactly one of {@link Outbox#transmit} and
 * {@link Outbox#finish}, now or later.
 */
public interface Node {
  /** Called once before anything else. */
  void start(long nowNanos, Outbox out);

  /**
   * Packets have arrived on a port.
   *
   * @param port number of the element's port, as the wiring gives it
   * @param burst the packets, whole Ethernet frames; reused by the host after the call
   */
  void onBurst(int port, Burst burst, long nowNanos, Outbox out);

  /**
   * A message of another element has arrived.
   *
   * @param from name of the sender
   */
  void onMessage(String from, PeerMessage message, long nowNanos, Outbox out);

  /** A timer set through {@link Outbox#timer} is due. */
  void onTimer(long key, long nowNanos, Outbox out);

  /**
   * Reports what this element counts. Called by the host now and then, never inside another call.
   */
  void measure(Meter meter);
}
