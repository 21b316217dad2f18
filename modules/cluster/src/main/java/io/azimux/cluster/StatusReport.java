package io.azimux.cluster;

import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.chaos.Links;
import io.azimux.cluster.host.ElementStats;
import io.azimux.cluster.host.Hosting;
import io.azimux.cluster.host.Reading;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.placement.Placement;
import io.azimux.node.Disposition;
import io.azimux.topology.Wiring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/** Gathers the status of a process. */
final class StatusReport {
  private StatusReport() {}

  static Status of(String jvm, Cluster cluster, Hosting hosting, long standstillNanos) {
    Instant now = Instant.now();
    CurrentClusterState state = cluster.state();
    List<Status.Member> members = new ArrayList<>();
    for (Member member : state.getMembers()) {
      members.add(
          new Status.Member(
              member.address().hostPort(),
              member.uniqueAddress().longUid(),
              member.status().toString(),
              !state.getUnreachable().contains(member),
              member.getRoles().stream()
                  .filter(role -> !role.startsWith("dc-"))
                  .filter(role -> !HttpRole.is(role) && !Succession.isOne(role))
                  .sorted()
                  .toList(),
              HttpRole.endpoint(member)));
    }
    Map<String, List<Reading>> readings = hosting.readings();
    return new Status(
        jvm,
        ProcessHandle.current().pid(),
        cluster.selfMember().uniqueAddress().longUid(),
        cluster.selfMember().status().toString(),
        cluster.selfMember().address().hostPort(),
        now.getEpochSecond() * 1_000_000_000L + now.getNano(),
        members,
        hosting.elements().stream()
            .map(
                element ->
                    element(element, hosting, readings.getOrDefault(element.name(), List.of())))
            .toList(),
        List.copyOf(hosting.surroundings().directory().names()),
        lostForOthers(hosting),
        chaos(hosting.surroundings().links(), standstillNanos));
  }

  private static long lostForOthers(Hosting hosting) {
    long lost = 0;
    for (Map.Entry<String, ElementStats> one : hosting.surroundings().registry().all().entrySet()) {
      if (hosting.find(one.getKey()).isEmpty()) {
        lost += one.getValue().finished(Disposition.ELEMENT_DOWN);
        lost += one.getValue().finished(Disposition.LINK_QUEUE_FULL);
      }
    }
    return lost;
  }

  private static Status.Chaos chaos(Links links, long standstillNanos) {
    ChaosOrder order = links.order();
    return new Status.Chaos(
        order.active(),
        links.states(),
        order.silentTo(),
        order.replicationDelayNanos(),
        order.replicationLoss(),
        standstillNanos);
  }

  private static Status.Hosted element(
      Wiring.Element element, Hosting hosting, List<Reading> readings) {
    ElementStats stats = hosting.stats(element.name());
    List<Status.Count> finished = new ArrayList<>();
    for (Disposition disposition : Disposition.values()) {
      if (stats.finished(disposition) > 0) {
        finished.add(new Status.Count(disposition.label(), stats.finished(disposition)));
      }
    }
    return new Status.Hosted(
        element.name(),
        Placement.label(element.role()),
        element.address().toString(),
        hosting.isRunning(element.name()) ? "up" : "standby",
        stats.waiting(),
        stats.received(),
        stats.sent(),
        stats.lostMessages(),
        finished,
        readings.stream()
            .filter(reading -> !reading.measure().isHistogram())
            .map(r -> new Status.Value(r.measure().metric(), r.label(), r.value()))
            .toList(),
        element.ports().stream()
            .map(Wiring.Port::peer)
            .distinct()
            .map(peer -> new Status.Link(peer, stats.sentTo(peer).sum()))
            .toList());
  }
}
