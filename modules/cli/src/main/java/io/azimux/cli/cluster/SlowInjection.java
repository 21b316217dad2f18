package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.topology.Action;
import java.util.Map;

/** Replication is slow, or as it was: each MUX's process says what it was told. */
final class SlowInjection extends Injection {
  private final Action.SlowReplication action;
  private int rounds;

  SlowInjection(Ledger ledger, FaultRecord record, Action.SlowReplication action) {
    super(ledger, record);
    this.action = action;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (rounds++ == 0) {
      return;
    }
    for (Status status : statuses.values()) {
      for (String mux : action.muxes()) {
        if (status.element(mux) != null
            && status.chaos().replicationDelayNanos() == action.delay().toNanos()
            && status.chaos().replicationLoss() == action.loss()) {
          prove(mux, "its replica takes and gives as ordered");
        }
      }
    }
  }
}
