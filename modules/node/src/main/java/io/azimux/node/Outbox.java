package io.azimux.node;

import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;

/** Everything that may leave a node. Given to each call; a node keeps no reference to it. */
public interface Outbox {
  /** The arena in which this node's packets lie, and in which it makes new ones. */
  PacketArena arena();

  /** Sends a packet out of a port. The packet is the host's from now on. */
  void transmit(int port, int packet);

  /**
   * Sends packets of a burst out of a port, in order. The packets are the host's from now on, the
   * burst is not.
   *
   * @param from index of the first packet
   * @param to index behind the last one
   */
  default void transmit(int port, Burst burst, int from, int to) {
    for (int i = from; i < to; i++) {
      transmit(port, burst.packet(i));
    }
  }

  /**
   * Ends a packet, and says how: delivered, or dropped for a reason. The packet is the host's from
   * now on.
   */
  void finish(int packet, Disposition disposition);

  /** Sends a message to another element; it may be lost if that element is not there. */
  void tell(String element, PeerMessage message);

  /**
   * Sets the timer of this key to a time, replacing an earlier setting. {@link #NEVER} cancels it.
   */
  void timer(long key, long atNanos);

  /** Records what happened to a marked packet. Callers ask {@link PacketArena#mark} first. */
  void step(int packet, Step step);

  /**
   * Records something about a flow that an observer of the run should know. Not for use per packet.
   */
  void note(Fact fact);

  /** The time that no timer reaches. */
  long NEVER = Long.MAX_VALUE;
}
