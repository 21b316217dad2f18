package io.azimux.simulator.soak;

import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.PeerMessage;
import io.azimux.simulator.run.Tampering;
import io.azimux.simulator.store.FlowReplica;
import io.azimux.simulator.store.PlantedStoreBugs;
import io.azimux.simulator.store.StoreReplica;
import java.util.List;

/** Mistakes that a soak must find. They exist here only: no program can be told to make them. */
enum PlantedBug implements Tampering {
  /** A peer confirms rows 400 ms before it holds them. */
  ACKNOWLEDGE_BEFORE_STORING {
    @Override
    StoreReplica flows(FlowReplica made) {
      return PlantedStoreBugs.acknowledgeBeforeStoring(made);
    }
  },

  /** A MUX that starts takes its peers to have nothing, and is announced without their flows. */
  ADVERTISE_BEFORE_SYNCHRONISED {
    @Override
    public Node node(String name, Node made) {
      return name.startsWith("mux-") ? new Careless(made) : made;
    }
  },

  /** A MUX that starts again writes as if it were its old self. */
  FORGET_THE_GENERATION {
    @Override
    StoreReplica flows(FlowReplica made) {
      return PlantedStoreBugs.forgetTheGeneration(made);
    }
  };

  StoreReplica flows(FlowReplica made) {
    return made;
  }

  @Override
  public List<StoreReplica> replicas(String name, List<StoreReplica> made) {
    return made.stream()
        .map(replica -> replica instanceof FlowReplica flows ? flows(flows) : replica)
        .toList();
  }

  private static final class Careless extends Wrapped {
    Careless(Node inner) {
      super(inner);
    }

    @Override
    public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
      PeerMessage heard = message instanceof FlowSync.Part ? new FlowSync.Empty() : message;
      super.onMessage(from, heard, nowNanos, out);
    }
  }
}
