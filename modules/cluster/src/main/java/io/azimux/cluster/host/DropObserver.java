package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import java.time.Duration;
import java.util.ArrayDeque;
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

  /**
   * Overflowed messages that are remembered. The second report of each comes at once, from the same
   * thread; so many threads do not send at one time.
   */
  private static final int REMEMBERED = 64;

  private final Surroundings surroundings;
  private final ArrayDeque<Object> overflowed = new ArrayDeque<>();

  private DropObserver(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

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
                  DropObserver observer = new DropObserver(surroundings);
                  return Behaviors.receive(
                      (ctx, event) -> {
                        observer.take(event);
                        return Behaviors.same();
                      },
                      (ctx, signal) -> {
                        surroundings.lostFlows().note(surroundings.journal());
                        return Behaviors.same();
                      });
                }));
  }

  private void take(Event event) {
    if (!(event instanceof Letter dead)) {
      surroundings.lostFlows().note(surroundings.journal());
    } else if (!isSecondReport(dead.letter())) {
      count(dead.letter());
    }
  }

  /** The transport reports an overflow twice: as dropped, and then as a dead letter. */
  private boolean isSecondReport(AllDeadLetters letter) {
    Object message = letter.message();
    if (letter instanceof Dropped) {
      if (overflowed.size() == REMEMBERED) {
        overflowed.removeFirst();
      }
      overflowed.addLast(message);
      return false;
    }
    return overflowed.removeIf(one -> isSame(one, message));
  }

  /** Messages may be equal and yet two. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  private void count(AllDeadLetters letter) {
    if (letter.message() instanceof PacketBatch batch) {
      Disposition reason =
          letter instanceof Dropped ? Disposition.LINK_QUEUE_FULL : Disposition.ELEMENT_DOWN;
      Drops.count(surroundings, batch, surroundings.registry().of(batch.from()), reason);
    } else if (letter.message() instanceof Told told) {
      surroundings.registry().of(told.from()).loseMessage();
    }
  }
}
