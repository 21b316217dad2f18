package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A process that was taken off the network: whoever did it says so, and the others lose sight of
 * it.
 */
final class IsolationInjection extends Injection {
  private final Carrier process;
  private final BooleanSupplier isOff;

  /**
   * An isolation that was done.
   *
   * @param isOff whether the process is on no network now
   */
  IsolationInjection(Ledger ledger, FaultRecord record, Carrier process, BooleanSupplier isOff) {
    super(ledger, record);
    this.process = process;
    this.isOff = isOff;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (!isProved() && isOff.getAsBoolean()) {
      prove(LAUNCHER, "on no network");
    }
    if (Membership.of(statuses, process).stream().anyMatch(member -> !member.reachable())) {
      prove(MEMBERSHIP, "member unreachable");
    }
  }
}
