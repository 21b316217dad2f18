package io.azimux.cluster.store;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import scala.Option;

/**
 * Mailbox type of the replicator of flows; see {@link ReplicatorQueue}. Named in the configuration
 * as {@code azimux.flow-replicator-mailbox}.
 */
public final class ReplicatorMailbox implements MailboxType, ProducesMessageQueue<ReplicatorQueue> {
  private final StoreSetup setup;

  /** Called by Pekko. */
  public ReplicatorMailbox(ActorSystem.Settings settings, Config config) {
    setup =
        settings
            .setup()
            .get(StoreSetup.class)
            .orElseThrow(() -> new IllegalStateException("the system was started without a store"));
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    if (system.isEmpty()) {
      throw new IllegalArgumentException("a replicator's mailbox belongs to an actor");
    }
    return new ReplicatorQueue(setup, system.get());
  }
}
