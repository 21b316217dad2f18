package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.Replication;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;

/** Puts together what a replication mode needs. */
final class SharingModes {
  private SharingModes() {}

  static WaitingFlows waiting(Replication settings) {
    boolean asks = settings.mode() == Replication.Mode.DHT;
    return new WaitingFlows(asks ? Owners.PATIENCE_NANOS : settings.deferLimit().toNanos());
  }

  static TableWide.Parts parts(
      World world,
      String mux,
      FlowTable flows,
      FlowBook book,
      Members members,
      RuleBook rules,
      WaitingFlows waiting,
      long timerKey) {
    Incoming incoming = new Incoming(flows, book, members, rules);
    boolean fromAll = world.settings().replication().mode() == Replication.Mode.DHT;
    FlowJoin join = new FlowJoin(flows, incoming, peersOf(world, mux), fromAll);
    return new TableWide.Parts(
        mux,
        flows,
        book,
        members,
        incoming,
        waiting,
        join,
        (nanos, out) -> out.timer(timerKey, nanos));
  }

  /** The sharing that the settings name. */
  static FlowSharing of(World world, TableWide.Parts parts, Deferred.Departure departure) {
    Replication settings = world.settings().replication();
    return switch (settings.mode()) {
      case NONE -> FlowSharing.NONE;
      case DDATA ->
          new TableWide(parts, new Outgoing(parts.mux(), settings.batch().toNanos(), false));
      case DDATA_DEFERRED -> new Deferred(parts, departure);
      case LAZY -> new Lazy(parts, settings);
      case DHT -> new Owners(parts, peersOf(world, parts.mux()), settings.owners(), departure);
    };
  }

  /** The other MUXes of the pool, from this one's successor on, so that joiners spread. */
  private static List<String> peersOf(World world, String mux) {
    List<String> names = world.muxes().stream().map(MuxSpec::name).toList();
    List<String> peers = new ArrayList<>();
    int own = names.indexOf(mux);
    for (int i = 1; i < names.size(); i++) {
      peers.add(names.get((own + i) % names.size()));
    }
    return peers;
  }
}
