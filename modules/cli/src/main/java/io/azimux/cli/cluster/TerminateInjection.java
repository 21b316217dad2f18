package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** SIGTERM: the process says goodbye to the cluster, and ends. */
final class TerminateInjection extends Injection {
  private final Carrier process;
  private final long uid;
  private final CompletableFuture<Long> goneNanos;
  private final BlackHole blackHole;
  private boolean ended;

  TerminateInjection(
      Ledger ledger,
      FaultRecord record,
      Carrier process,
      long uid,
      CompletableFuture<Long> goneNanos,
      BlackHole blackHole) {
    super(ledger, record);
    this.process = process;
    this.uid = uid;
    this.goneNanos = goneNanos;
    this.blackHole = blackHole;
  }

  @Override
  void look(Map<String, Status> statuses) {
    List<Status.Member> members =
        Membership.of(statuses, process).stream().filter(member -> member.uid() == uid).toList();
    members.stream()
        .map(Status.Member::status)
        .filter(status -> !status.equals("Up"))
        .findFirst()
        .ifPresent(status -> prove(MEMBERSHIP, "member leaving"));
    if (!statuses.isEmpty() && members.isEmpty()) {
      prove(MEMBERSHIP, "member removed");
    }
    if (!ended && goneNanos.isDone()) {
      ended = true;
      prove(goneNanos.join(), LAUNCHER, "process ended");
      // Where routers still send to it, they send into nothing from here on.
      process.elements().forEach(element -> blackHole.opens(element, goneNanos.join(), statuses));
    }
  }

  /** True when the process has ended. */
  @Override
  boolean isProved() {
    return ended && super.isProved();
  }
}
