package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import java.time.Duration;
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
final class DropObserver {
  /** Losses are gathered for so long before they are noted. */
  private static final Duration NOTE_EVERY = Duration.ofMillis(200);

  /** What the observer takes. */
  sealed interface Event {}

  private record Letter(AllDeadLetters letter) implements Event {}

  private record Note() implements Event {}

  private DropObserver() {}

  /** Listens on the event stream of its actor system. */
  static Behavior<Event> of(Surroundings surroundings) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  context
                      .getSystem()
                      .eventStream()
                      .tell(
                          new EventStream.Subscribe<>(
                              AllDeadLetters.class,
                              context.messageAdapter(AllDeadLetters.class, Letter::new)));
                  timers.startTimerWithFixedDelay(new Note(), NOTE_EVERY);
                  return Behaviors.receive(
                      (ctx, event) -> {
                        take(event, surroundings);
                        return Behaviors.same();
                      },
                      (ctx, signal) -> {
                        surroundings.lostFlows().note(surroundings.journal());
                        return Behaviors.same();
                      });
                }));
  }

  private static void take(Event event, Surroundings surroundings) {
    if (event instanceof Letter dead) {
      count(dead.letter(), surroundings);
    } else {
      surroundings.lostFlows().note(surroundings.journal());
    }
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
