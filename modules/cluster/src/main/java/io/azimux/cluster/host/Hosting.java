package io.azimux.cluster.host;

import io.azimux.cluster.placement.Placement;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.message.PeerMessage;
import io.azimux.topology.Wiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.jspecify.annotations.Nullable;

/** The elements of one process, as its other parts see them. Safe for use by several threads. */
public final class Hosting {
  /** Time in which elements must answer a question of their process. */
  private static final long ANSWER_MILLIS = 1000;

  /**
   * Longest time that a process waits for its MUXes to be drained. Routers have acted on a
   * withdrawal after milliseconds, and what was under way to the MUX then comes soon after.
   */
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

  /** Sender of messages that come from outside, through the endpoint of the process. */
  public static final String OPERATOR = "operator";

  private final Surroundings surroundings;
  private final List<Wiring.Element> elements;

  /** Describes what {@link #guardian} starts. */
  public Hosting(Surroundings surroundings, List<Wiring.Element> elements) {
    this.surroundings = surroundings;
    this.elements = List.copyOf(elements);
  }

  /** The root actor of a process: starts every element. */
  public Behavior<Void> guardian(NodeFactory factory) {
    return Behaviors.setup(
        context -> {
          context.spawn(DirectoryActor.of(surroundings.directory()), "_directory");
          context.spawn(DropObserver.of(surroundings), "_drops");
          surroundings.registry().onFullQueue(this::tellOfFullQueue);
          surroundings
              .store()
              .start(
                  context,
                  elements.stream().anyMatch(element -> element.role() == Wiring.Role.MUX));
          elements.forEach(element -> start(context, element, factory));
          return Behaviors.empty();
        });
  }

  private void tellOfFullQueue(PacketBatch batch) {
    long now = surroundings.clock().getAsLong();
    Drops.tell(surroundings.journal(), batch, now, Disposition.QUEUE_FULL);
  }

  /** Where several processes have the controller's role, the oldest of them runs it. */
  private void start(ActorContext<Void> context, Wiring.Element element, NodeFactory factory) {
    Behavior<ToElement> behavior =
        NodeActor.of(element, () -> factory.create(element.name()), surroundings);
    if (element.role() != Wiring.Role.CONTROLLER) {
      context.spawn(behavior, element.name(), NodeActor.props());
      return;
    }
    ClusterSingletonSettings settings =
        ClusterSingletonSettings.create(context.getSystem())
            .withRole(Placement.label(element.role()));
    ClusterSingleton.get(context.getSystem())
        .init(
            SingletonActor.of(behavior, element.name())
                .withStopMessage(new Order.Stop())
                .withProps(NodeActor.props())
                .withSettings(settings));
  }

  /** What the elements share. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** The elements of this process. */
  public List<Wiring.Element> elements() {
    return elements;
  }

  /** The element of this name, if this process hosts it. */
  public Optional<Wiring.Element> find(String name) {
    return elements.stream().filter(element -> element.name().equals(name)).findFirst();
  }

  /** True while the element's actor runs in this process. */
  public boolean isRunning(String element) {
    return local(element) != null;
  }

  /** Counters of an element. */
  public ElementStats stats(String element) {
    return surroundings.registry().of(element);
  }

  /** Readings of all elements that run here and answered in time. */
  public Map<String, List<Reading>> readings() {
    Map<String, CompletableFuture<List<Reading>>> asked = new LinkedHashMap<>();
    for (Wiring.Element element : elements) {
      ActorRef<ToElement> actor = local(element.name());
      if (actor != null) {
        CompletableFuture<List<Reading>> answer = new CompletableFuture<>();
        actor.tell(new Order.Measure(answer));
        asked.put(element.name(), answer);
      }
    }
    await(asked.values());
    Map<String, List<Reading>> readings = new LinkedHashMap<>();
    asked.forEach((element, answer) -> readings.put(element, answer.getNow(List.of())));
    return readings;
  }

  /**
   * Sends a message to an element, here or elsewhere.
   *
   * @return false where no such element is known
   */
  public boolean tell(String element, PeerMessage message) {
    ActorRef<ToElement> actor = surroundings.directory().find(element);
    if (actor == null) {
      return false;
    }
    actor.tell(new Told(element, OPERATOR, message));
    return true;
  }

  /** Lets the frames of an element that runs here flow into a capture. */
  public boolean startCapture(String element, Capture capture) {
    ActorRef<ToElement> actor = local(element);
    if (actor == null) {
      return false;
    }
    actor.tell(new Order.StartCapture(capture));
    return true;
  }

  /** Ends what {@link #startCapture} began. */
  public void stopCapture(String element, Capture capture) {
    ActorRef<ToElement> actor = local(element);
    if (actor != null) {
      actor.tell(new Order.StopCapture(capture));
    }
  }

  /**
   * Takes all elements out of routing; completes when they have said that nothing comes to them any
   * more, or when the limit is over: false then.
   */
  public CompletableFuture<Boolean> retire() {
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (Wiring.Element element : elements) {
      ActorRef<ToElement> actor = local(element.name());
      if (actor != null) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        actor.tell(new Order.Retire(answer));
        answers.add(answer);
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> true)
        .completeOnTimeout(false, DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private @Nullable ActorRef<ToElement> local(String element) {
    ActorRef<ToElement> actor = surroundings.directory().find(element);
    return actor != null && actor.path().address().hasLocalScope() ? actor : null;
  }

  /** Waits for answers; one that does not come in time is done without. */
  private static void await(Iterable<? extends CompletableFuture<?>> answers) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
    for (CompletableFuture<?> answer : answers) {
      try {
        answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      } catch (TimeoutException | ExecutionException late) {
        continue;
      }
    }
  }
}
