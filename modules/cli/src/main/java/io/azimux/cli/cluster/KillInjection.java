package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** SIGKILL: the kernel says when the process is gone, the cluster when it noticed. */
final class KillInjection extends Injection {
  private final Carrier process;
  private final long uid;
  private final CompletableFuture<Long> goneNanos;
  private boolean noticed;
  private boolean removed;

  /**
   * A kill that was done.
   *
   * @param uid the victim's life as the cluster knew it
   * @param goneNanos completes when the process is gone
   */
  KillInjection(
      Ledger ledger,
      FaultRecord record,
      Carrier process,
      long uid,
      CompletableFuture<Long> goneNanos) {
    super(ledger, record);
    this.process = process;
    this.uid = uid;
    this.goneNanos = goneNanos;
  }

  @Override
  void look(Map<String, Status> statuses) {
    if (goneNanos.isDone()) {
      prove(goneNanos.join(), LAUNCHER, "process gone");
    }
    List<Status.Member> members =
        Membership.of(statuses, process).stream().filter(member -> member.uid() == uid).toList();
    if (!noticed && members.stream().anyMatch(member -> !member.reachable())) {
      noticed = true;
      prove(MEMBERSHIP, "member unreachable");
    }
    if (!removed && !statuses.isEmpty() && members.isEmpty()) {
      removed = true;
      prove(
          MEMBERSHIP, noticed ? "member removed" : "member removed for a new life at its address");
    }
  }

  @Override
  boolean isProved() {
    return goneNanos.isDone() && (noticed || removed);
  }
}
