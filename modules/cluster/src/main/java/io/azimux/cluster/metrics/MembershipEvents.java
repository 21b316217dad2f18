package io.azimux.cluster.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** Counts changes of the cluster's membership. Safe for use by several threads. */
final class MembershipEvents {
  private final Map<String, AtomicLong> counts = new TreeMap<>();

  private MembershipEvents() {
    for (String event :
        new String[] {"up", "unreachable", "reachable", "downed", "removed", "leader_changed"}) {
      counts.put(event, new AtomicLong());
    }
  }

  /** Counts from now on; members that stand already count as come up. */
  static MembershipEvents follow(ActorSystem<?> system) {
    MembershipEvents events = new MembershipEvents();
    system.systemActorOf(events.behavior(), "azimux-membership-events", Props.empty());
    return events;
  }

  private Behavior<ClusterDomainEvent> behavior() {
    return Behaviors.setup(
        context -> {
          Cluster.get(context.getSystem())
              .subscriptions()
              .tell(Subscribe.create(context.getSelf(), ClusterDomainEvent.class));
          return Behaviors.receiveMessage(
              event -> {
                AtomicLong count = counts.get(nameOf(event));
                if (count != null) {
                  count.incrementAndGet();
                }
                return Behaviors.same();
              });
        });
  }

  private static String nameOf(ClusterDomainEvent event) {
    if (event instanceof ClusterEvent.MemberUp) {
      return "up";
    } else if (event instanceof ClusterEvent.UnreachableMember) {
      return "unreachable";
    } else if (event instanceof ClusterEvent.ReachableMember) {
      return "reachable";
    } else if (event instanceof ClusterEvent.MemberDowned) {
      return "downed";
    } else if (event instanceof ClusterEvent.MemberRemoved) {
      return "removed";
    }
    return event instanceof ClusterEvent.LeaderChanged ? "leader_changed" : "other";
  }

  /** How often each kind happened. */
  Map<String, Long> counts() {
    Map<String, Long> now = new TreeMap<>();
    counts.forEach((event, count) -> now.put(event, count.get()));
    return now;
  }
}
