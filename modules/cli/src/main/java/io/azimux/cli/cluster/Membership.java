package io.azimux.cli.cluster;

import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.http.Status;
import java.util.List;
import java.util.Map;

/** How the other processes see one process as a member of the cluster. */
final class Membership {
  private Membership() {}

  /** The members at the address of a process, as each other process has it. */
  static List<Status.Member> of(Map<String, Status> statuses, Carrier process) {
    String address = "@" + process.address();
    return statuses.values().stream()
        .filter(status -> !status.jvm().equals(process.name()))
        .flatMap(status -> status.members().stream())
        .filter(member -> member.address().endsWith(address))
        .toList();
  }

  /** The life that others know at the address of a process; 0 where nobody knows one. */
  static long uid(Map<String, Status> statuses, Carrier process) {
    return of(statuses, process).stream().mapToLong(Status.Member::uid).findFirst().orElse(0);
  }
}
