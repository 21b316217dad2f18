package io.azimux.cluster;

import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Wiring;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Whether a process does what it is there for. */
final class Readiness {
  private Readiness() {}

  /**
   * Why the process is not ready: it is no member of the cluster, or an element of it does not run.
   * Of controllers one runs in all, and a process that waits to take over is ready.
   */
  static Optional<String> obstacle(Cluster cluster, Hosting hosting) {
    MemberStatus status = cluster.selfMember().status();
    if (!status.equals(MemberStatus.up()) && !status.equals(MemberStatus.weaklyUp())) {
      return Optional.of("this process is " + status + " in the cluster, not Up");
    }
    List<String> missing =
        hosting.elements().stream()
            .filter(element -> element.role() != Wiring.Role.CONTROLLER)
            .map(Wiring.Element::name)
            .filter(name -> !hosting.isRunning(name))
            .toList();
    return missing.isEmpty()
        ? controller(hosting)
        : Optional.of("these elements do not run: " + missing);
  }

  private static Optional<String> controller(Hosting hosting) {
    return hosting.elements().stream()
        .filter(element -> element.role() == Wiring.Role.CONTROLLER)
        .map(Wiring.Element::name)
        .filter(name -> hosting.surroundings().directory().find(name) == null)
        .findFirst()
        .map(name -> "no " + Placement.label(Wiring.Role.CONTROLLER) + " runs anywhere: " + name);
  }
}
