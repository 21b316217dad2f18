package io.azimux.simulator.run;

import io.azimux.node.RandomSource;
import io.azimux.simulator.store.FlowReplica;
import io.azimux.simulator.store.SharedValues;
import io.azimux.simulator.store.StoreReplica;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.Replication;
import io.azimux.topology.Wiring;
import io.azimux.topology.Wiring.Role;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;

/** Which replicas of the store the process of an element has. */
final class Stores {
  private Stores() {}

  static List<StoreReplica> of(World world, Wiring wiring, String name, RandomSource random) {
    List<StoreReplica> replicas = new ArrayList<>();
    Replication.Mode mode = world.settings().replication().mode();
    boolean sharesByStore = mode != Replication.Mode.NONE && mode != Replication.Mode.DHT;
    if (wiring.element(name).role() == Role.MUX && sharesByStore) {
      List<String> peers =
          world.muxes().stream().map(MuxSpec::name).filter(peer -> !peer.equals(name)).toList();
      int capacity = world.settings().muxFlowCapacity();
      replicas.add(FlowReplica.of(name, peers, capacity, random.fork("flows")));
    }
    List<String> sharing = new ArrayList<>();
    for (Role role : List.of(Role.CONTROLLER, Role.MUX, Role.HOST)) {
      sharing.addAll(wiring.names(role));
    }
    if (sharing.remove(name)) {
      replicas.add(SharedValues.of(sharing, random.fork("values")));
    }
    return replicas;
  }
}
