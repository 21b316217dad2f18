package io.azimux.topology;

import io.azimux.topology.Settings.BackendMap;
import java.time.Duration;
import java.util.List;

/**
 * From what a soak draws a world, its load and its faults anew for each seed.
 *
 * @param tenants networks with equal customer addresses, each with a frontend and a client of its
 *     own
 * @param backends servers behind each frontend
 * @param spares servers of each tenant that are in no pool at first
 * @param connections of each tenant
 * @param lines that each connection exchanges
 * @param faults things done, each of which is undone at the latest when the world is healed
 * @param safety time in which faults are done, after the load began
 */
public record Soak(
    String description,
    Range routers,
    Range muxes,
    Range hosts,
    Range tenants,
    Range backends,
    Range spares,
    Range connections,
    Range lines,
    Range faults,
    Duration safety,
    List<Replication.Mode> replication,
    List<Ecmp.Kind> ecmp,
    List<BackendMap> maps) {
  /** Copies the lists. */
  public Soak {
    replication = List.copyOf(replication);
    ecmp = List.copyOf(ecmp);
    maps = List.copyOf(maps);
  }

  /** Whole numbers {@code least}..{@code most}, both included. */
  public record Range(int least, int most) {
    /** How many there are. */
    public int size() {
      return most - least + 1;
    }
  }
}
