package io.azimux.cluster.store;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MessageQueue;
import org.jspecify.annotations.Nullable;
import scala.Product;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What waits in front of the replicator of flows. It does two things that a replicator cannot be
 * told to do:
 *
 * <ul>
 *   <li>Behind each message that brings segments it queues the reader's look at them. So the reader
 *       learns of a batch as soon as the replica has it: no polling, and no subscription, which
 *       would serialize each changed segment twice to compare digests.
 *   <li>It delays and loses direct writes where {@link StoreFaults} say so.
 * </ul>
 *
 * <p>The messages it tells apart are Pekko's own, so this class is bound to Pekko's version; a
 * message that it does not know passes as in any mailbox.
 */
final class ReplicatorQueue implements MessageQueue {
  /** A message whose delay is over. */
  private record Released(Object message) {}

  private static final String WRITE = "Write";
  private static final String GOSSIP = "Gossip";
  private static final String DELTAS = "DeltaPropagation";

  private final ConcurrentLinkedQueue<Envelope> queue = new ConcurrentLinkedQueue<>();
  private final StoreSetup setup;
  private final ActorSystem system;

  ReplicatorQueue(StoreSetup setup, ActorSystem system) {
    this.setup = setup;
    this.system = system;
  }

  @Override
  public void enqueue(ActorRef receiver, Envelope envelope) {
    Object message = envelope.message();
    if (message instanceof Released released) {
      take(Envelope.apply(released.message, envelope.sender()));
    } else if (isDirect(message)) {
      long delay = setup.faults().ofBatch();
      if (delay == 0) {
        take(envelope);
      } else if (delay != StoreFaults.LOST) {
        system
            .scheduler()
            .scheduleOnce(
                Duration.ofNanos(delay),
                receiver,
                new Released(message),
                system.dispatcher(),
                envelope.sender());
      }
    } else {
      take(envelope);
    }
  }

  /** Names Pekko's internal messages by their names: Java cannot name their classes. */
  private static String kind(Object message) {
    return message instanceof Replicator.ReplicatorMessage && message instanceof Product product
        ? product.productPrefix()
        : "";
  }

  private static boolean isDirect(Object message) {
    String kind = kind(message);
    return kind.equals(WRITE) || kind.equals(DELTAS);
  }

  private void take(Envelope envelope) {
    queue.add(envelope);
    ActorRef reader = setup.reader();
    if (reader != null) {
      look(envelope.message(), reader);
    }
  }

  private void look(Object message, ActorRef reader) {
    String kind = kind(message);
    if (kind.equals(WRITE)) {
      look(String.valueOf(((Product) message).productElement(0)), reader);
    } else if (kind.equals(GOSSIP)) {
      lookAtKeys(((Product) message).productElement(0), reader);
    } else if (kind.equals(DELTAS)) {
      lookAtKeys(((Product) message).productElement(2), reader);
    }
  }

  private void lookAtKeys(Object map, ActorRef reader) {
    if (map instanceof scala.collection.Map<?, ?> byKey) {
      CollectionConverters.asJava(byKey).keySet().forEach(key -> look(String.valueOf(key), reader));
    }
  }

  private void look(String key, ActorRef reader) {
    if (SegmentKey.isOne(key)) {
      queue.add(
          Envelope.apply(new Replicator.Get<>(SegmentKey.of(key), Replicator.readLocal()), reader));
    }
  }

  @Override
  public @Nullable Envelope dequeue() {
    return queue.poll();
  }

  @Override
  public int numberOfMessages() {
    return queue.size();
  }

  @Override
  public boolean hasMessages() {
    return !queue.isEmpty();
  }

  @Override
  public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
    for (Envelope left = queue.poll(); left != null; left = queue.poll()) {
      deadLetters.enqueue(owner, left);
    }
  }
}
