package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.http.Status;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Measure;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterReadinessTest {
  private static final Path FILE =
      Path.of(System.getProperty("azimux.root", "../.."), "scenarios", "nva-inbound.yaml");

  private final List<Status> statuses = new ArrayList<>();
  private ClusterReadiness readiness = new ClusterReadiness(world(), List.of());

  @BeforeEach
  void allIsReady() {
    List<JvmPlan> plans = Placement.plan(world(), Scenario.Placement.PER_ELEMENT);
    readiness = new ClusterReadiness(world(), plans);
    for (JvmPlan plan : plans) {
      Status status = Statuses.of(plan.name(), plan.roles().get(0), readings(plan, 1));
      statuses.add(knowing(status, elements()));
    }
  }

  @Test
  void aClusterWhereNothingIsMissingIsReady() {
    assertThat(readiness.judge(statuses).missing()).isEmpty();
    assertThat(readiness.judge(statuses).isReady()).isTrue();
    assertThat(readiness.describe(readiness.judge(statuses)))
        .isEqualTo("13/13 JVMs joined, 8/8 next hops, 2/2 backends healthy");
  }

  @Test
  void aSilentJvmIsMissingWithAllItCarries() {
    statuses.removeIf(status -> status.jvm().equals("mux-3"));
    assertThat(readiness.judge(statuses).missing()).containsExactly("JVM mux-3", "element mux-3");
  }

  @Test
  void aJvmThatIsJoiningIsNotAMember() {
    replace("mux-3", Statuses.of("mux-3", "mux", "Joining", "up", List.of()));
    assertThat(readiness.judge(statuses).missing()).containsExactly("JVM mux-3");
  }

  @Test
  void anElementOnStandbyDoesNotRun() {
    replace("mux-3", Statuses.of("mux-3", "mux", "Up", "standby", List.of()));
    assertThat(readiness.judge(statuses).missing()).containsExactly("element mux-3");
  }

  @Test
  void aRouterWithoutARouteToAMuxIsNamed() {
    replace(
        "router-1",
        Statuses.of(
            "router-1",
            "router",
            List.of(new Status.Value(Measure.ROUTER_NEXT_HOP_ACTIVE.metric(), "mux-1", 0))));
    assertThat(readiness.judge(statuses).missing())
        .contains("next hop router-1 to mux-1", "next hop router-1 to mux-4")
        .contains("BGP session router-1 with host-a", "BGP session router-1 with remote-pc")
        .hasSize(7);
  }

  @Test
  void aBackendCountsOnceTheControllerHasHeardOfIt() {
    replace(
        "controller-1",
        Statuses.of(
            "controller-1",
            "controller",
            List.of(new Status.Value(Measure.PROBE_HEALTHY.metric(), "nva1/eth0", 0))));
    replace(
        "host-a",
        Statuses.of(
            "host-a",
            "host",
            List.of(new Status.Value(Measure.PROBE_HEALTHY.metric(), "nva1/eth0", 1))));
    assertThat(readiness.judge(statuses).missing())
        .containsExactly("healthy backend nva1/eth0", "healthy backend nva2/eth0");
  }

  @Test
  void anElementThatCannotReachItsNeighbourIsNamed() {
    List<String> others = new ArrayList<>(elements());
    others.remove("remote-pc");
    statuses.replaceAll(
        status -> status.jvm().equals("router-1") ? knowing(status, others) : status);
    assertThat(readiness.judge(statuses).missing()).containsExactly("link router-1 to remote-pc");
  }

  private static List<String> elements() {
    return Wiring.of(world()).elements().stream().map(Wiring.Element::name).toList();
  }

  private static Status knowing(Status status, List<String> names) {
    return new Status(
        status.jvm(),
        status.pid(),
        status.uid(),
        status.self(),
        status.address(),
        status.epochNanos(),
        status.members(),
        status.elements(),
        names,
        0,
        status.chaos());
  }

  private void replace(String jvm, Status other) {
    statuses.replaceAll(status -> status.jvm().equals(jvm) ? knowing(other, elements()) : status);
  }

  private static List<Status.Value> readings(JvmPlan plan, double value) {
    List<Status.Value> readings = new ArrayList<>();
    if (plan.roles().contains("router")) {
      for (int i = 1; i <= 4; i++) {
        readings.add(new Status.Value(Measure.ROUTER_NEXT_HOP_ACTIVE.metric(), "mux-" + i, value));
      }
    }
    if (plan.roles().contains("router")) {
      for (String peer : List.of("host-a", "host-b", "remote-pc")) {
        readings.add(new Status.Value(Measure.BGP_SESSION.metric(), peer, value));
      }
    }
    if (plan.roles().contains("controller")) {
      readings.add(new Status.Value(Measure.PROBE_HEALTHY.metric(), "nva1/eth0", value));
      readings.add(new Status.Value(Measure.PROBE_HEALTHY.metric(), "nva2/eth0", value));
    }
    return readings;
  }

  private static World world() {
    try {
      return ScenarioFile.read(FILE).world();
    } catch (ScenarioException e) {
      throw new IllegalStateException(e);
    }
  }
}
