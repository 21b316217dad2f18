package io.azimux.simulator.store;

import io.azimux.node.Meter;
import io.azimux.node.message.PeerMessage;

/**
 * The store in the process of one element. A pure state machine like the element: it is called by
 * one thread, is given the time, and acts through the outlet only, which it never keeps.
 */
public interface StoreReplica {
  /** Called once before anything else, just before the element starts. */
  void start(long nowNanos, StoreOutlet out);

  /** Its own element told the store something. What is none of its business it ignores. */
  void onTold(PeerMessage message, long nowNanos, StoreOutlet out);

  /** A letter has come from another replica. Letters of another kind than its own it ignores. */
  void onLetter(String from, Letter letter, long nowNanos, StoreOutlet out);

  /** A timer set through the outlet is due. */
  void onTimer(long key, long nowNanos, StoreOutlet out);

  /** Reports what it counts, beside what its element reports. */
  void measure(Meter meter);
}
