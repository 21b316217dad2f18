package io.azimux.cluster.placement;

import java.util.List;

/**
 * One process to start.
 *
 * @param name unique name
 * @param roles roles of its elements, in lower case, each once; they become its cluster roles
 * @param elements names of the elements it hosts
 */
public record JvmPlan(String name, List<String> roles, List<String> elements) {
  /**
   * Options of the virtual machine, but for its memory. Without the optimizing compiler: its
   * threads would keep the cores of a small machine busy for half a minute after ten processes have
   * started, and packets and flows would wait for them.
   */
  public static final List<String> VIRTUAL_MACHINE =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  /** What Pekko, the endpoint and queues of batches need. */
  private static final int HEAP_OF_PROCESS = 96;

  /** An arena, flow tables of the default size, and a full mailbox of full-sized packets. */
  private static final int HEAP_OF_ELEMENT = 32;

  /** Copies the lists. */
  public JvmPlan {
    roles = List.copyOf(roles);
    elements = List.copyOf(elements);
  }

  /** Megabytes of heap with which the process should be started ({@code -Xmx}). */
  public int heapMegabytes() {
    return HEAP_OF_PROCESS + HEAP_OF_ELEMENT * elements.size();
  }
}
