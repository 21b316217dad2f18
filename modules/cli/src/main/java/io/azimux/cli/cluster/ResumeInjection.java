package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.Map;
import java.util.function.Supplier;

/** SIGCONT: the kernel says that the process runs, and it answers. */
final class ResumeInjection extends Injection {
  private final Carrier process;
  private final Supplier<Fleet.Standing> standing;

  ResumeInjection(
      Ledger ledger, FaultRecord record, Carrier process, Supplier<Fleet.Standing> standing) {
    super(ledger, record);
    this.process = process;
    this.standing = standing;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (standing.get() == Fleet.Standing.RUNS) {
      prove(LAUNCHER, "process runs");
    }
    Status own = statuses.get(process.name());
    if (own != null && own.epochNanos() > record().nanos() && own.chaos().standstillNanos() > 0) {
      prove(process.name(), "answers, and knows that it stood still");
    }
  }
}
