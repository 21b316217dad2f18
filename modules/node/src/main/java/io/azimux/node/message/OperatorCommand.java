package io.azimux.node.message;

import java.util.List;

/** Tells a guest, the controller or a MUX what an operator, or a fault, wants. */
public sealed interface OperatorCommand extends PeerMessage {
  /** To a guest: sets {@code net.ipv4.ip_forward}. */
  record SetIpForward(boolean on) implements OperatorCommand {}

  /** To a guest: its own server begins or ceases to listen on a port. */
  record SetListening(int port, boolean on) implements OperatorCommand {}

  /** To the controller: a backend pool has these members from now on ({@code machine/nic}). */
  record SetPool(String loadBalancer, String pool, List<String> members)
      implements OperatorCommand {
    /** Copies the list. */
    public SetPool {
      members = List.copyOf(members);
    }
  }

  /**
   * To a MUX: withdraw all routes, go on forwarding what still comes, and say {@link Drained} when
   * nothing does.
   */
  record Drain() implements OperatorCommand {}

  /** From a MUX to whoever wanted it drained: it may end now. */
  record Drained() implements OperatorCommand {}
}
