package io.azimux.cluster.chaos;

import java.util.List;

/**
 * The faults that hold from now on, as a whole: what stood before and is not repeated has ended.
 *
 * @param seed of the draws that decide which packets suffer
 * @param active all faults of the run that last now, wherever they are; only shown
 * @param links directions in which elements of this process send or receive
 * @param silentTo addresses ({@code host:port}) of processes to which this one sends nothing at
 *     all, no heartbeat and no shared state either
 * @param replicationDelayNanos added to the way of flows that other processes share with this one,
 *     0 or more
 * @param replicationLoss share of such batches lost, 0..1; repair brings them
 */
public record ChaosOrder(
    long seed,
    List<ActiveFault> active,
    List<LinkFault> links,
    List<String> silentTo,
    long replicationDelayNanos,
    double replicationLoss) {
  /** No faults. */
  public static final ChaosOrder NONE = new ChaosOrder(0, List.of(), List.of(), List.of(), 0, 0);

  /** Copies the lists. */
  public ChaosOrder {
    active = List.copyOf(active);
    links = List.copyOf(links);
    silentTo = List.copyOf(silentTo);
  }
}
