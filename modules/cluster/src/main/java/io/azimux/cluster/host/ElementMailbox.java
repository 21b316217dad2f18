package io.azimux.cluster.host;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import scala.Option;

/**
 * Mailbox type of actors that host elements; see {@link ElementQueue}. Named in the configuration
 * as {@code azimux.element-mailbox}.
 */
public final class ElementMailbox implements MailboxType, ProducesMessageQueue<ElementQueue> {
  private final ElementRegistry registry;
  private final int packetCapacity;
  private final int messageCapacity;

  /** Called by Pekko, with the mailbox' section of the configuration. */
  public ElementMailbox(ActorSystem.Settings settings, Config config) {
    this.registry =
        settings
            .setup()
            .get(ElementRegistry.class)
            .orElseThrow(
                () -> new IllegalStateException("the system was started without counters"));
    this.packetCapacity = config.getInt("packet-capacity");
    this.messageCapacity = config.getInt("message-capacity");
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    if (owner.isEmpty()) {
      throw new IllegalArgumentException("an element's mailbox belongs to an actor");
    }
    ElementStats stats = registry.of(owner.get().path().name());
    return new ElementQueue(stats, registry::tellOfFullQueue, packetCapacity, messageCapacity);
  }
}
