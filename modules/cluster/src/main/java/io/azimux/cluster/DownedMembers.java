package io.azimux.cluster;

import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberDowned;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.remote.UniqueAddress;
import org.apache.pekko.remote.artery.QuarantinedEvent;

/**
 * Takes a member that was declared down for gone, though the failure detector still trusts it.
 *
 * <p>A process that is started again at the address of a dead one makes Pekko declare that one down
 * at once. But Pekko removes only those that are unreachable, too, and lets nobody in at an address
 * that is taken; so the new process would wait until the failure detector, which has patience with
 * busy machines, has noticed what everybody knows. Being down is for good, so that nothing is lost
 * by saying it sooner. The leader says it, as it is the one who removes.
 */
public final class DownedMembers {
  /** Time for one that lives to hear that it is down, and to end. */
  private static final Duration GRACE = Duration.ofMillis(400);

  /** What the actor takes. */
  public sealed interface Event {}

  private record Downed(Member member) implements Event {}

  private record Look(Member member) implements Event {}

  private final ActorContext<Event> context;
  private final Cluster cluster;

  private DownedMembers(ActorContext<Event> context) {
    this.context = context;
    cluster = Cluster.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberDowned.class, down -> new Downed(down.member())),
                MemberDowned.class));
  }

  /** Watches as long as the process runs. */
  public static Behavior<Event> watch() {
    return Behaviors.setup(
        context -> {
          DownedMembers downed = new DownedMembers(context);
          return Behaviors.receiveMessage(
              event -> {
                downed.take(event);
                return Behaviors.same();
              });
        });
  }

  private void take(Event event) {
    if (event instanceof Downed downed) {
      context.scheduleOnce(GRACE, context.getSelf(), new Look(downed.member()));
    } else if (event instanceof Look look && isLeader() && isStillTrusted(look.member())) {
      var gone = look.member().uniqueAddress();
      Adapter.toClassic(context.getSystem())
          .eventStream()
          .publish(new QuarantinedEvent(new UniqueAddress(gone.address(), gone.longUid())));
    }
  }

  private boolean isLeader() {
    var leader = cluster.state().getLeader();
    return leader != null && leader.equals(cluster.selfMember().address());
  }

  private boolean isStillTrusted(Member member) {
    boolean present = false;
    for (Member one : cluster.state().getMembers()) {
      present |=
          one.uniqueAddress().equals(member.uniqueAddress())
              && one.status().equals(MemberStatus.down());
    }
    return present && !cluster.state().getUnreachable().contains(member);
  }
}
