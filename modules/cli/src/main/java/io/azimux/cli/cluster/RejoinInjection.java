package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A process that is on the network again: whoever did it says so, and it answers. */
final class RejoinInjection extends Injection {
  private final Carrier process;
  private final BooleanSupplier isOff;

  RejoinInjection(Ledger ledger, FaultRecord record, Carrier process, BooleanSupplier isOff) {
    super(ledger, record);
    this.process = process;
    this.isOff = isOff;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (!isProved() && !isOff.getAsBoolean()) {
      prove(LAUNCHER, "on its network again");
    }
    Status own = statuses.get(process.name());
    if (own != null) {
      prove(process.name(), "answers");
    }
  }
}
