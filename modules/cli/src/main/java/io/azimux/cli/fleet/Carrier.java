package io.azimux.cli.fleet;

import java.util.List;

/**
 * A process that carries elements, in one of its lives: started again, it is another one.
 *
 * @param name its name in the plan of processes, {@code host-a} or {@code routers}
 * @param elements names of the elements it carries
 * @param life tells this life from those of all other processes, and from its own earlier ones
 * @param place where people find it: {@code pid 4711}, {@code container azimux_mux_2}
 * @param address {@code host:port} by which the other processes know it
 */
public record Carrier(
    String name, List<String> elements, String life, String place, String address) {
  /** Copies the list. */
  public Carrier {
    elements = List.copyOf(elements);
  }
}
