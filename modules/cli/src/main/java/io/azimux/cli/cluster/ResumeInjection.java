package io.azimux.cli.cluster;

import io.azimux.cli.process.NodeProcess;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.Map;

/** SIGCONT: the kernel says that the process runs, and it answers. */
final class ResumeInjection extends Injection {
  private final NodeProcess process;

  ResumeInjection(Ledger ledger, FaultRecord record, NodeProcess process) {
    super(ledger, record);
    this.process = process;
  }

  @Override
  void look(Map<String, Status> statuses) {
    String state = Signal.state(process.pid());
    if (!state.isEmpty() && !state.equals("T")) {
      prove(LAUNCHER, "process runs");
    }
    Status own = statuses.get(process.name());
    if (own != null
        && own.pid() == process.pid()
        && own.epochNanos() > record().nanos()
        && own.chaos().standstillNanos() > 0) {
      prove(process.name(), "answers, and knows that it stood still");
    }
  }
}
