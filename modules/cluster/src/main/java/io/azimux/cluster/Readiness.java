package io.azimux.cluster;

import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.host.Reading;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Measure;
import io.azimux.topology.Wiring;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** Whether a process does what it is there for. */
final class Readiness {
  /** Roles that speak BGP. */
  private static final Set<Wiring.Role> SPEAKERS =
      Set.of(Wiring.Role.ROUTER, Wiring.Role.MUX, Wiring.Role.HOST, Wiring.Role.CLIENT);

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

  /**
   * Which element does not do its work yet, although it runs: a MUX that no router uses, or an
   * element that no router talks to. Unlike {@link #obstacle}, this depends on other processes:
   * whoever waits for it before they start waits for ever.
   */
  static Optional<String> idleness(Hosting hosting) {
    Map<String, List<Reading>> readings = hosting.readings();
    return hosting.elements().stream()
        .filter(element -> SPEAKERS.contains(element.role()))
        .map(element -> idleness(element, readings.getOrDefault(element.name(), List.of())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> idleness(Wiring.Element element, List<Reading> readings) {
    if (!isSet(readings, Measure.BGP_SESSION)) {
      return Optional.of(element.name() + " has no BGP session");
    }
    return element.role() == Wiring.Role.MUX && !isSet(readings, Measure.MUX_ANNOUNCED)
        ? Optional.of(element.name() + " is not announced to routers")
        : Optional.empty();
  }

  private static boolean isSet(List<Reading> readings, Measure measure) {
    return readings.stream().anyMatch(one -> one.measure() == measure && one.value() == 1);
  }
}
