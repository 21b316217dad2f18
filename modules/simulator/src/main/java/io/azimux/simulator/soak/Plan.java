package io.azimux.simulator.soak;

import io.azimux.topology.Action;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings.BackendMap;
import java.time.Duration;
import java.util.List;

/**
 * Everything that happens in one run of a soak, drawn from a seed or left of it by shrinking.
 *
 * @param seed of the simulation itself
 * @param bfd time between two BFD packets; detection takes three
 * @param openEvery time between two openings of a tenant
 * @param keystrokeEvery time between two lines of a connection
 * @param safety time in which faults are done
 * @param upsets what is done and undone, in the order of beginning
 */
record Plan(
    long seed,
    int routers,
    int muxes,
    int hosts,
    int tenants,
    int backends,
    int spares,
    Replication.Mode mode,
    Ecmp.Kind ecmp,
    BackendMap map,
    Duration bfd,
    int connections,
    int lines,
    Duration openEvery,
    Duration keystrokeEvery,
    Duration safety,
    List<Upset> upsets) {
  Plan {
    upsets = List.copyOf(upsets);
  }

  /**
   * Something done, and what undoes it.
   *
   * @param begin time after the load began
   * @param end when it is undone; the end of the safety phase at the latest
   * @param undo nothing where it stays
   */
  record Upset(Duration begin, Action action, Duration end, List<Action> undo) {
    Upset {
      undo = List.copyOf(undo);
    }
  }

  Plan withUpsets(List<Upset> others) {
    return with(routers, muxes, hosts, tenants, backends, spares, connections, lines, others);
  }

  Plan withLoad(int fewerConnections, int fewerLines) {
    return with(
        routers, muxes, hosts, tenants, backends, spares, fewerConnections, fewerLines, upsets);
  }

  /** The same with a world of another size; the names of those that stay are the same. */
  Plan withWorld(int r, int m, int h, int t, int b, int s) {
    return with(r, m, h, t, b, s, connections, lines, upsets);
  }

  private Plan with(int r, int m, int h, int t, int b, int s, int c, int l, List<Upset> others) {
    return new Plan(
        seed,
        r,
        m,
        h,
        t,
        b,
        s,
        mode,
        ecmp,
        map,
        bfd,
        c,
        l,
        openEvery,
        keystrokeEvery,
        safety,
        others);
  }

  /** Name of a server's only NIC. */
  static String nic(int tenant, int server) {
    return server(tenant, server) + "/eth0";
  }

  static String server(int tenant, int server) {
    return "vm-" + tenant + "-" + server;
  }

  static String client(int tenant) {
    return "pc-" + tenant;
  }

  static String balancer(int tenant) {
    return "lb-" + tenant;
  }
}
