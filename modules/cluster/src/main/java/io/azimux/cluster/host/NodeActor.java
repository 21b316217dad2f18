package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.OperatorCommand;
import io.azimux.packet.Burst;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/** Hosts one element. The actor must bear the element's name. */
public final class NodeActor {
  /**
   * An element that fails is started anew, without state, as a crashed process would be. One that
   * fails more often than this within a minute stays down.
   */
  private static final int MOST_RESTARTS = 10;

  /** A timer that is later than this shows that the element or its machine was held up. */
  private static final long HELD_UP_NANOS = 50_000_000;

  /** Time to hear what was sent to an element while it was held up. */
  private static final long CATCH_UP_NANOS = 50_000_000;

  private static final Order.Tick TICK = new Order.Tick();

  private final ActorContext<ToElement> context;
  private final Wiring.Element element;
  private final Surroundings surroundings;
  private final ElementStats stats;
  private final NodeOutbox out;
  private final Node node;
  private final Burst burst = new Burst();
  private long alarmAt = Outbox.NEVER;
  private long catchUpUntil = Long.MIN_VALUE;
  private @Nullable Cancellable alarm;

  private NodeActor(
      ActorContext<ToElement> context,
      Wiring.Element element,
      Supplier<Node> factory,
      Surroundings surroundings,
      List<Capture> captures) {
    this.context = context;
    this.element = element;
    this.surroundings = surroundings;
    stats = surroundings.registry().of(element.name());
    out = new NodeOutbox(element, surroundings, captures);
    node = factory.get();
  }

  /**
   * The behaviour of an element's actor.
   *
   * @param factory makes the element; called again after a failure
   */
  public static Behavior<ToElement> of(
      Wiring.Element element, Supplier<Node> factory, Surroundings surroundings) {
    // A capture goes on when the element has failed and starts anew.
    List<Capture> captures = new ArrayList<>();
    Behavior<ToElement> hosting =
        Behaviors.setup(
            context -> {
              context
                  .getSystem()
                  .receptionist()
                  .tell(
                      Receptionist.register(DirectoryActor.key(element.role()), context.getSelf()));
              NodeActor actor = new NodeActor(context, element, factory, surroundings, captures);
              actor.begin();
              return Behaviors.receive((ctx, message) -> actor.receive(message), actor::signal);
            });
    return Behaviors.supervise(hosting)
        .onFailure(
            RuntimeException.class,
            SupervisorStrategy.restart().withLimit(MOST_RESTARTS, Duration.ofMinutes(1)));
  }

  /** Dispatcher and mailbox with which such an actor must be started. */
  public static Props props() {
    return DispatcherSelector.fromConfig("azimux.element-dispatcher")
        .withMailboxFromConfig("azimux.element-mailbox");
  }

  private void begin() {
    long now = turn();
    node.start(now, out);
    boolean isMux = element.role() == Wiring.Role.MUX;
    if (isMux || element.role() == Wiring.Role.HOST || element.role() == Wiring.Role.CONTROLLER) {
      surroundings.store().attach(element.name(), isMux, context.getSelf());
    }
    surroundings.doors().attach(element.name(), context.getSelf());
    finishTurn(now);
  }

  private Behavior<ToElement> receive(ToElement message) {
    long now = turn();
    if (message instanceof PacketBatch batch) {
      packets(batch, now);
      stats.handle(surroundings.clock().getAsLong() - now);
    } else if (message instanceof Told told) {
      out.heard(told.from());
      node.onMessage(told.from(), told.message(), now, out);
    } else if (message instanceof Order order) {
      obey(order, now);
      if (order instanceof Order.Stop) {
        out.flush();
        return Behaviors.stopped();
      }
    }
    finishTurn(now);
    return Behaviors.same();
  }

  private Behavior<ToElement> signal(ActorContext<ToElement> ctx, Signal signal) {
    if (signal instanceof PreRestart) {
      stats.fail();
    }
    if (signal instanceof PreRestart || signal instanceof PostStop) {
      // What the element had sent is on its way; what it still held is lost with it.
      out.release(Outbox.NEVER - 1);
      out.flush();
      stats.finish(Disposition.ELEMENT_DOWN, out.arena().inUse());
      disarm();
      surroundings.store().detach(element.name(), context.getSelf());
      surroundings.doors().detach(element.name(), context.getSelf());
    }
    return Behaviors.same();
  }

  private void obey(Order order, long now) {
    if (order instanceof Order.Tick) {
      alarmAt = Outbox.NEVER;
    } else if (order instanceof Order.Measure measure) {
      List<Reading> readings = new ArrayList<>();
      node.measure((what, label, value) -> readings.add(new Reading(what, label, value)));
      surroundings
          .store()
          .measure(
              element.name(),
              (what, label, value) -> readings.add(new Reading(what, label, value)));
      readings.add(new Reading(Measure.ELEMENT_FAILURES, "", stats.failures()));
      measure.answer().complete(readings);
    } else if (order instanceof Order.Retire retire) {
      retire(retire.answer(), now);
    } else if (order instanceof Order.StartCapture start) {
      out.start(start.capture());
    } else if (order instanceof Order.StopCapture stop) {
      out.stop(stop.capture());
    }
  }

  /** A MUX withdraws at once and says when nothing comes any more; others are done already. */
  private void retire(CompletableFuture<Boolean> answer, long now) {
    if (element.role() == Wiring.Role.MUX) {
      out.awaitDrained(answer);
      node.onMessage(Hosting.OPERATOR, new OperatorCommand.Drain(), now, out);
    } else {
      answer.complete(true);
    }
  }

  private void packets(PacketBatch batch, long now) {
    boolean wired = batch.port() < element.ports().size();
    if (wired) {
      stats.receive(batch.size());
      out.heard(batch.from());
    }
    if (batch.port() >= out.ports()) {
      stats.finish(Disposition.NOT_FOR_ME, batch.size());
      Drops.tell(surroundings.journal(), batch, now, Disposition.NOT_FOR_ME);
      return;
    }
    PacketArena arena = out.arena();
    burst.clear();
    int at = 0;
    for (int i = 0; i < batch.size(); i++) {
      int length = batch.length(i);
      int packet = arena.allocate(batch.frames(), at, length);
      if (packet == PacketArena.FULL) {
        stats.finish(Disposition.ARENA_FULL, 1);
        if (batch.mark(i) != 0) {
          Step end = new Step.Finished(Disposition.ARENA_FULL, null);
          surroundings.journal().step(element.name(), now, batch.mark(i), end);
        }
      } else {
        arena.setMark(packet, batch.mark(i));
        if (wired) {
          out.capture(batch.port(), batch.frames(), at, length);
        }
        burst.add(packet);
      }
      at += length;
    }
    if (burst.size() > 0) {
      node.onBurst(batch.port(), burst, now, out);
    }
  }

  private long turn() {
    long now = surroundings.clock().getAsLong();
    out.at(now);
    return now;
  }

  private void finishTurn(long now) {
    fireTimers(now);
    out.release(now);
    if (stats.waiting() == 0) {
      out.flush();
    } else {
      // More packets come at once, and what they cost on the way is counted by the batch.
      out.flushControl();
    }
    arm(now);
  }

  /**
   * Fires what is due; a timer that is set to the past meanwhile waits for the next turn. After it
   * was held up the element first hears what waits for it, or it would take neighbours for dead
   * that have long sent signs of life.
   */
  private void fireTimers(long now) {
    Timers timers = out.timers();
    if (catchUpUntil == Long.MIN_VALUE && timers.earliest() < now - HELD_UP_NANOS) {
      catchUpUntil = now + CATCH_UP_NANOS;
    }
    if (now < catchUpUntil) {
      return;
    }
    catchUpUntil = Long.MIN_VALUE;
    for (int left = timers.size(); left > 0 && timers.earliest() <= now; left--) {
      node.onTimer(timers.take(), now, out);
    }
  }

  /**
   * One alarm serves all timers. It is only ever set earlier: one that comes too soon finds nothing
   * due and is set again, which costs less than moving it with every segment of a connection.
   */
  private void arm(long now) {
    long due = Math.max(out.timers().earliest(), catchUpUntil);
    long earliest = Math.min(due, out.nextRelease());
    if (earliest != Outbox.NEVER && (earliest < alarmAt || alarmAt < now)) {
      disarm();
      alarmAt = earliest;
      Duration delay = Duration.ofNanos(Math.max(0, earliest - now));
      alarm = context.scheduleOnce(delay, context.getSelf(), TICK);
    }
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    alarmAt = Outbox.NEVER;
  }
}
