package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.Map;
import java.util.function.Supplier;

/**
 * SIGSTOP: the kernel says that the process stands still, the cluster may notice, and the process
 * itself knows afterwards for how long it did.
 */
final class PauseInjection extends Injection {
  private final Carrier process;
  private final Supplier<Fleet.Standing> standing;

  PauseInjection(
      Ledger ledger, FaultRecord record, Carrier process, Supplier<Fleet.Standing> standing) {
    super(ledger, record);
    this.process = process;
    this.standing = standing;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (standing.get() == Fleet.Standing.STANDS_STILL) {
      prove(LAUNCHER, "process stands still");
    }
    if (Membership.of(statuses, process).stream().anyMatch(member -> !member.reachable())) {
      prove(MEMBERSHIP, "member unreachable");
    }
    Status own = statuses.get(process.name());
    if (own != null && own.chaos().standstillNanos() > 0) {
      prove(process.name(), "its clock shows that it stood still");
    }
  }
}
