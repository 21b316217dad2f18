package io.azimux.simulator;

import io.azimux.node.Node;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One element with what the simulator keeps for it. */
final class Hosted {
  /** How an element stands. */
  enum State {
    UP,
    PAUSED,
    DOWN
  }

  /** An event that came while the element was paused. */
  record Waiting(byte kind, int target, int value, @Nullable Object object) {}

  /**
   * Packets that wait in front of a paused element; more end QUEUE_FULL. About what a socket buffer
   * of some megabytes holds.
   */
  static final int MAX_WAITING_PACKETS = 4096;

  /** Messages that wait in front of a paused element; more are lost. */
  static final int MAX_WAITING_MESSAGES = 4096;

  final String name;
  final int index;
  final Timers timers;
  final Timers storeTimers;
  final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  State state = State.DOWN;
  int waitingPackets;
  int waitingMessages;
  int incarnation;
  private @Nullable Node node;

  Hosted(String name, int index, Timers timers, Timers storeTimers) {
    this.name = name;
    this.index = index;
    this.timers = timers;
    this.storeTimers = storeTimers;
  }

  /** The running element. */
  Node node() {
    Node running = node;
    if (running == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return running;
  }

  void setNode(@Nullable Node next) {
    node = next;
  }
}
