package io.azimux.node;

import io.azimux.packet.FiveTuple;
import java.util.List;

/**
 * Something that an observer of a run wants to know about a flow, a backend or a next hop. Rare:
 * never per packet.
 */
public sealed interface Fact {
  /**
   * A host saw the first packet of a load-balanced flow for one of its guests. Two facts with
   * different backends for one flow mean that the flow changed backend.
   *
   * @param flow client to frontend, as the client sees it
   * @param backend name of the backend's NIC
   * @param opening true where that packet was a SYN
   * @param mux the MUX whose tunnel it came through; empty where the host does not know the sender
   */
  record FlowAtBackend(FiveTuple flow, String backend, boolean opening, String mux)
      implements Fact {
    /** Came from nobody known. */
    public FlowAtBackend(FiveTuple flow, String backend, boolean opening) {
      this(flow, backend, opening, "");
    }
  }

  /**
   * Packets of a flow were sent to an element that was not running, close to one another.
   *
   * @param flow the (inner) packets' addresses and ports
   * @param nextHop the element they were sent to
   * @param packets how many
   */
  record PacketLost(FiveTuple flow, Disposition reason, String nextHop, int packets)
      implements Fact {
    /** One packet. */
    public PacketLost(FiveTuple flow, Disposition reason, String nextHop) {
      this(flow, reason, nextHop, 1);
    }
  }

  /** A client's connection was established. */
  record ConnectionOpened(FiveTuple flow, long handshakeNanos) implements Fact {}

  /**
   * A client's connection ended.
   *
   * @param outcome {@code completed}, {@code reset}, {@code timeout}, {@code corrupt}
   * @param echoedBytes payload bytes sent, echoed and found equal
   * @param longestStallNanos longest time during which data was outstanding and nothing was
   *     acknowledged
   * @param sinceStallNanos time from the end of that stall to this one; negative where unknown
   */
  record ConnectionEnded(
      FiveTuple flow,
      String outcome,
      long echoedBytes,
      int retransmissions,
      long longestStallNanos,
      long sinceStallNanos)
      implements Fact {
    /** Nobody knows when it stalled. */
    public ConnectionEnded(
        FiveTuple flow,
        String outcome,
        long echoedBytes,
        int retransmissions,
        long longestStallNanos) {
      this(flow, outcome, echoedBytes, retransmissions, longestStallNanos, -1);
    }
  }

  /** A backend's health changed, as the agent of its host sees it. */
  record BackendHealth(String backend, boolean healthy) implements Fact {}

  /**
   * The controller gave a backend pool other members.
   *
   * @param version of the goal state that says so
   */
  record PoolChanged(String loadBalancer, String pool, List<String> members, long version)
      implements Fact {
    /** Copies the list. */
    public PoolChanged {
      members = List.copyOf(members);
    }
  }

  /** The controller does not do what an operator wants. */
  record CommandRefused(String command, String reason) implements Fact {}

  /** A router began or ceased to use a next hop. */
  record NextHopChanged(String router, String nextHop, boolean active, String reason)
      implements Fact {}

  /**
   * A MUX got a packet, not a SYN, of a flow that did not begin there; noted once for each flow and
   * MUX. The fact is the MUX's.
   *
   * @param backend name of the backend's NIC that it chose
   * @param decision {@code replicated_hit}: another MUX had shared the flow; {@code hash_fallback}:
   *     nobody had, or not in time, and the backend map chose
   */
  record FlowAdopted(FiveTuple flow, String backend, String decision) implements Fact {}

  /**
   * A MUX that holds first packets back until all peers know the flow let one go without having
   * heard so, as its time was up.
   *
   * @param waitedNanos time for which it was held back
   */
  record FlowReleased(FiveTuple flow, long waitedNanos) implements Fact {}
}
