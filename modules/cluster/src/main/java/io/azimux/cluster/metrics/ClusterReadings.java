package io.azimux.cluster.metrics;

import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.placement.Placement;
import io.azimux.cluster.wire.ToElement;
import io.azimux.topology.Wiring;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/** What a process sees of the others: expected elements, members, faults. */
final class ClusterReadings {
  private static final String EXPECTED = "azimux_elements_expected";
  private static final String REACHABLE = "azimux_cluster_element_reachable";
  private static final String MEMBERS = "azimux_cluster_members";
  private static final String LEADER = "azimux_cluster_leader";
  private static final String EVENTS = "azimux_cluster_events_total";
  private static final String FAULTS = "azimux_chaos_fault_active";
  private static final String STARTS = "azimux_chaos_fault_start_timestamp_seconds";

  private final Hosting hosting;
  private final Wiring wiring;
  private final Labels self;
  private final Cluster cluster;
  private final MembershipEvents events;

  /**
   * Begins to count what happens to members.
   *
   * @param jvm name of this process in the plan: all it sees carries it
   */
  ClusterReadings(Hosting hosting, Wiring wiring, String jvm, ActorSystem<?> system) {
    this.hosting = hosting;
    self = Labels.of("jvm", jvm);
    this.wiring = wiring;
    cluster = Cluster.get(system);
    events = MembershipEvents.follow(system);
  }

  void addTo(Families families) {
    CurrentClusterState state = cluster.state();
    members(families, state);
    elements(families, state);
    faults(families);
    String help = "Changes of the cluster's membership, as this process learnt of them";
    events.counts().forEach((event, n) -> families.add(EVENTS, help, self.add("event", event), n));
  }

  private void members(Families families, CurrentClusterState state) {
    for (Member member : state.getMembers()) {
      boolean reachable = !state.getUnreachable().contains(member);
      Labels labels = self.add("state", reachable ? Names.state(member) : "unreachable");
      families.add(MEMBERS, "Processes in the cluster, as seen from here", labels, 1);
    }
    boolean leads = cluster.selfMember().address().equals(state.getLeader());
    families.add(LEADER, "1 where this process leads the cluster", self, leads ? 1 : 0);
  }

  private void elements(Families families, CurrentClusterState state) {
    for (Wiring.Role role : Wiring.Role.values()) {
      Labels kind = self.add("kind", Placement.label(role));
      String help = "Elements that the world has from the start, by kind";
      families.add(EXPECTED, help, kind, wiring.expected(role));
    }
    Set<Address> near = new HashSet<>();
    for (Member member : state.getMembers()) {
      if (!state.getUnreachable().contains(member)) {
        near.add(member.address());
      }
    }
    for (Wiring.Element element : wiring.elements()) {
      boolean reachable = isNear(hosting.surroundings().directory().find(element.name()), near);
      String help = "1 while this process can reach the process that runs the element";
      families.add(REACHABLE, help, self.add("element", element.name()), reachable ? 1 : 0);
    }
  }

  private static boolean isNear(@Nullable ActorRef<ToElement> actor, Set<Address> near) {
    return actor != null
        && (actor.path().address().hasLocalScope() || near.contains(actor.path().address()));
  }

  private void faults(Families families) {
    hosting
        .surroundings()
        .links()
        .since()
        .forEach(
            (fault, since) -> {
              Labels labels = self.add("fault", fault.fault()).add("target", fault.target());
              families.add(FAULTS, "1 while a fault of a chaos run lasts", labels, 1);
              families.add(
                  STARTS,
                  "When this process heard of a fault of a chaos run that lasts",
                  labels,
                  since.toEpochMilli() / 1000.0);
            });
  }
}
