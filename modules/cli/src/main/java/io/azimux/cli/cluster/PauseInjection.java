package io.azimux.cli.cluster;

import io.azimux.cli.process.NodeProcess;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.Map;

/**
 * SIGSTOP: the kernel says that the process stands still, the cluster may notice, and the process
 * itself knows afterwards for how long it did.
 */
final class PauseInjection extends Injection {
  private final NodeProcess process;

  PauseInjection(Ledger ledger, FaultRecord record, NodeProcess process) {
    super(ledger, record);
    this.process = process;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (Signal.state(process.pid()).equals("T")) {
      prove(LAUNCHER, "process stands still");
    }
    if (Membership.of(statuses, process).stream().anyMatch(member -> !member.reachable())) {
      prove(MEMBERSHIP, "member unreachable");
    }
    Status own = statuses.get(process.name());
    if (own != null && own.pid() == process.pid() && own.chaos().standstillNanos() > 0) {
      prove(process.name(), "its clock shows that it stood still");
    }
  }
}
