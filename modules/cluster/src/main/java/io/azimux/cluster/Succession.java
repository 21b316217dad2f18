package io.azimux.cluster;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * A process that was started again takes its predecessor's place.
 *
 * <p>At the address of the dead one, Pekko sees to that itself. A container or pod comes back at
 * another address: without this, it would wait beside its dead predecessor until the cluster has
 * given that up, some 15 s, and share no flows meanwhile. Nobody can be wronged, since an element
 * runs once: what is declared dead is the older of two processes of the same name.
 */
final class Succession {
  private static final String ROLE = "process-";

  /** Pekko numbers members as they come up. */
  private static final int NOT_UP_YET = Integer.MAX_VALUE;

  private Succession() {}

  /** The cluster role that tells the name of a process. */
  static String role(String jvm) {
    return ROLE + jvm;
  }

  /** True for roles that tell names. */
  static boolean isOne(String role) {
    return role.startsWith(ROLE);
  }

  /** Watches for the predecessor of this process, from before it joins until it is up. */
  static Behavior<MemberEvent> of(String jvm) {
    return Behaviors.setup(
        context -> {
          Cluster cluster = Cluster.get(context.getSystem());
          cluster.subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
          return Behaviors.receiveMessage(
              event -> {
                Member member = event.member();
                Member self = cluster.selfMember();
                if (member.uniqueAddress().equals(self.uniqueAddress())) {
                  return event instanceof MemberUp ? Behaviors.stopped() : Behaviors.same();
                }
                if (isPredecessor(member, self, jvm)) {
                  context.getLog().warn("{} takes the place of {}", self, member);
                  cluster.manager().tell(new Down(member.address()));
                }
                return Behaviors.same();
              });
        });
  }

  private static boolean isPredecessor(Member member, Member self, String jvm) {
    return member.hasRole(role(jvm))
        && !member.address().equals(self.address())
        && member.status().equals(MemberStatus.up())
        && member.upNumber() != NOT_UP_YET
        && self.upNumber() == NOT_UP_YET;
  }
}
