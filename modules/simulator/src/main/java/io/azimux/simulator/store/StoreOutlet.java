package io.azimux.simulator.store;

import io.azimux.node.message.PeerMessage;

/** Everything that may leave a replica of the store. */
public interface StoreOutlet {
  /** Tells its own element something, in the name of the store. */
  void hand(PeerMessage message);

  /**
   * Sends a letter to the replica of another element's process. It takes the way of messages, and
   * is lost where that process is not there.
   */
  void send(String element, Letter letter);

  /** Sets the replica's timer of this key, replacing an earlier setting; NEVER cancels it. */
  void timer(long key, long atNanos);
}
