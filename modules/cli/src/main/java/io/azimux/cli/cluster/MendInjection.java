package io.azimux.cli.cluster;

import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import io.azimux.topology.Action;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Links are whole again: the processes at both ends say so. */
final class MendInjection extends Injection {
  private final Set<String> from;
  private final Set<String> to;
  private int rounds;

  MendInjection(Ledger ledger, FaultRecord record, Action.Mend mend) {
    super(ledger, record);
    this.from = new LinkedHashSet<>(mend.from());
    this.to = new LinkedHashSet<>(mend.to());
  }

  @Override
  void look(Map<String, Status> statuses) {
    // The first answers may have been given before the order came.
    if (rounds++ == 0) {
      return;
    }
    Set<String> both = new LinkedHashSet<>(from);
    both.addAll(to);
    for (Status status : statuses.values()) {
      boolean hurt =
          status.chaos().links().stream()
              .anyMatch(
                  link ->
                      from.contains(link.from()) && to.contains(link.to())
                          || to.contains(link.from()) && from.contains(link.to()));
      status.elements().stream()
          .map(Status.Hosted::name)
          .filter(name -> !hurt && both.contains(name))
          .forEach(name -> prove(name, "no fault on its links"));
    }
  }
}
