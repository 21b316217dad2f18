package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Counts what Pekko throws away between elements. A full queue towards another process is the
 * link's fault; whatever found no actor was sent to an element that is not running. The loss counts
 * at the sender.
 */
public final class DropObserver {
  private DropObserver() {}

  /** Listens on the event stream of its actor system. */
  public static Behavior<AllDeadLetters> of(Surroundings surroundings) {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .eventStream()
              .tell(new EventStream.Subscribe<>(AllDeadLetters.class, context.getSelf()));
          return Behaviors.receiveMessage(
              letter -> {
                count(letter, surroundings);
                return Behaviors.same();
              });
        });
  }

  private static void count(AllDeadLetters letter, Surroundings surroundings) {
    if (letter.message() instanceof PacketBatch batch) {
      Disposition reason =
          letter instanceof Dropped ? Disposition.LINK_QUEUE_FULL : Disposition.ELEMENT_DOWN;
      Drops.count(surroundings, batch, surroundings.registry().of(batch.from()), reason);
    } else if (letter.message() instanceof Told told) {
      surroundings.registry().of(told.from()).loseMessage();
    }
  }
}
