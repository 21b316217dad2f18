package io.azimux.cli.command;

import io.azimux.cli.cluster.ClusterRun;
import io.azimux.cli.cluster.Faults;
import io.azimux.cluster.http.Status;
import io.azimux.topology.Fault;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.World;
import java.util.Map;

/** Kills the MUX that carries most flows when the time has come, and starts that one again. */
final class DemoVictim implements Faults.Victims {
  private final World world;
  private String killed = "";

  DemoVictim(World world) {
    this.world = world;
  }

  @Override
  public String choose(Fault fault, Map<String, Status> statuses) {
    boolean ofAMux = world.muxes().stream().anyMatch(mux -> mux.name().equals(fault.element()));
    if (!ofAMux) {
      return fault.element();
    }
    if (fault.isKill()) {
      killed = busiest(fault.element(), statuses);
    }
    return killed.isEmpty() ? fault.element() : killed;
  }

  private String busiest(String otherwise, Map<String, Status> statuses) {
    String busiest = otherwise;
    long most = ClusterRun.flows(statuses, otherwise);
    for (MuxSpec mux : world.muxes()) {
      long flows = ClusterRun.flows(statuses, mux.name());
      if (flows > most) {
        most = flows;
        busiest = mux.name();
      }
    }
    return busiest;
  }
}
