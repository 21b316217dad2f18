package io.azimux.experiment;

import java.util.List;

/**
 * What a run came to: FAIL where any check failed, else UNKNOWN where any lacks evidence, else
 * PASS.
 *
 * @param status never {@link Status#INFO}
 * @param reasons names of the checks that made it so; empty for a PASS
 */
public record Verdict(Status status, List<String> reasons) {
  /** Copies the list. */
  public Verdict {
    reasons = List.copyOf(reasons);
  }

  /** Sums up checks; none at all is no evidence. */
  public static Verdict of(List<Check> checks) {
    for (Status status : List.of(Status.FAIL, Status.UNKNOWN)) {
      List<String> names =
          checks.stream().filter(c -> c.status() == status).map(Check::name).toList();
      if (!names.isEmpty()) {
        return new Verdict(status, names);
      }
    }
    boolean anyPassed = checks.stream().anyMatch(check -> check.status() == Status.PASS);
    return anyPassed
        ? new Verdict(Status.PASS, List.of())
        : new Verdict(Status.UNKNOWN, List.of("nothing was checked"));
  }

  /** Exit status of the command: 0 PASS, 1 FAIL, 2 UNKNOWN. */
  public int exitStatus() {
    return switch (status) {
      case PASS -> 0;
      case FAIL -> 1;
      default -> 2;
    };
  }
}
