package io.azimux.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.message.FlowSync;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropsTest {
  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void whatFindsNoActorCountsAtTheSenderAsElementDown() {
    stage.kit.spawn(DropObserver.of(stage.surroundings));
    ActorRef<ToElement> mux = stage.host(new Echo());
    stage.kit.stop(mux);
    // Until the observer listens, letters are lost: so they are sent until one is seen.
    Stage.await(
        "a counted batch",
        () -> {
          mux.tell(Stage.batch(3, 0, 0));
          return stage.stats("router-2").finished(Disposition.ELEMENT_DOWN) > 0;
        });
    assertThat(stage.stats("router-2").finished(Disposition.ELEMENT_DOWN) % 3).isZero();
  }

  /** What waited for a dead process may still reach the next one at its address, seconds later. */
  @Test
  void aPacketForAnEarlierLifeIsCountedButNotSaidToBeLostNow() {
    PacketBatch late = Stage.batch(1, 0, 0);
    Drops.count(stage.surroundings, late, stage.stats("router-2"), Disposition.ELEMENT_DOWN);
    assertThat(stage.stats("router-2").finished(Disposition.ELEMENT_DOWN)).isEqualTo(1);
    assertThat(noted()).isEmpty();
    int[] lengths = {late.length(0)};
    PacketBatch own =
        new PacketBatch(late.to(), late.port(), late.from(), late.frames(), lengths, new int[0], 7);
    Drops.count(stage.surroundings, own, stage.stats("router-2"), Disposition.ELEMENT_DOWN);
    assertThat(noted())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.epochNanos())
                    .isEqualTo(7 + stage.surroundings.journal().epochOffset()));
  }

  private List<Entry> noted() {
    stage.surroundings.lostFlows().note(stage.surroundings.journal());
    return stage.surroundings.journal().read(1, 10).entries();
  }

  @Test
  void whatAFullLinkDropsCountsAtTheSenderAsLinkQueueFull() {
    stage.kit.spawn(DropObserver.of(stage.surroundings));
    PacketBatch batch = Stage.batch(7, 0, 0);
    Dropped dropped =
        new Dropped(
            batch,
            "queue is full",
            org.apache.pekko.actor.ActorRef.noSender(),
            Adapter.toClassic(stage.kit.system()).deadLetters());
    Stage.await(
        "a counted batch",
        () -> {
          stage.kit.system().eventStream().tell(new EventStream.Publish<>(dropped));
          return stage.stats("router-2").finished(Disposition.LINK_QUEUE_FULL) > 0;
        });
    assertThat(stage.stats("router-2").finished(Disposition.LINK_QUEUE_FULL) % 7).isZero();
  }

  @Test
  void anOverflowThatIsReportedTwiceCountsOnce() {
    stage.kit.spawn(DropObserver.of(stage.surroundings));
    org.apache.pekko.actor.ActorRef nobody = org.apache.pekko.actor.ActorRef.noSender();
    org.apache.pekko.actor.ActorRef letters = Adapter.toClassic(stage.kit.system()).deadLetters();
    Stage.await(
        "a counted batch",
        () -> {
          PacketBatch batch = Stage.batch(7, 0, 0);
          publish(new Dropped(batch, "queue is full", nobody, letters));
          publish(new DeadLetter(batch, letters, letters));
          return stage.stats("router-2").finished(Disposition.LINK_QUEUE_FULL) > 0;
        });
    publish(new DeadLetter(Stage.batch(1, 0, 0), letters, letters));
    Stage.await(
        "another one", () -> stage.stats("router-2").finished(Disposition.ELEMENT_DOWN) > 0);
    // A second report may come before the observer listens to the first: those are whole sevens.
    assertThat(stage.stats("router-2").finished(Disposition.ELEMENT_DOWN)).isLessThan(14);
  }

  private void publish(org.apache.pekko.actor.AllDeadLetters letter) {
    stage.kit.system().eventStream().tell(new EventStream.Publish<>(letter));
  }

  @Test
  void messagesBeyondTheBoundAreLostAndCounted() {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    ActorRef<ToElement> mux = stage.host(gated);
    mux.tell(Stage.batch(1, 0, 0));
    Stage.await("first packet", () -> gated.entered);
    int bound =
        stage.kit.system().settings().config().getInt("azimux.element-mailbox.message-capacity");
    for (int i = 0; i < bound + 5; i++) {
      mux.tell(new Told("mux-1", "x", new FlowSync.Pull(i)));
    }
    assertThat(stage.stats("mux-1").lostMessages()).isEqualTo(5);
    gate.countDown();
  }

  @Test
  void aCaptureNeverHoldsTheElementUp() throws Exception {
    Capture capture = new Capture(Capture.ALL_PORTS, 2);
    ActorRef<ToElement> mux = stage.host(new Echo());
    mux.tell(new Order.StartCapture(capture));
    mux.tell(Stage.batch(5, 0, 0));
    Stage.await("delivery", () -> stage.stats("mux-1").finished(Disposition.DELIVERED) == 5);
    assertThat(capture.dropped()).isEqualTo(3);
    Capture.Frame frame = capture.poll(0, TimeUnit.SECONDS);
    assertThat(frame).isNotNull();
    assertThat(frame.port()).isEqualTo(1);
    assertThat(frame.bytes()).hasSize(60);
  }

  @Test
  void afterARestartTheDirectoryPrefersTheNewActor() {
    Directory directory = new Directory();
    ActorRef<ToElement> old = named("a");
    ActorRef<ToElement> young = named("b");
    directory.update("mux", Set.of(old));
    directory.update("mux", Set.of(old, young));
    assertThat(directory.find("mux-1")).isEqualTo(young);
    directory.update("mux", Set.of(young));
    assertThat(directory.find("mux-1")).isEqualTo(young);
    directory.update("mux", Set.of());
    assertThat(directory.find("mux-1")).isNull();
  }

  @Test
  void aProcessThatComesBackDoesNotDisplaceItsYoungerReplacement() {
    Directory directory = new Directory();
    ActorRef<ToElement> old = named("old");
    ActorRef<ToElement> young = named("young");
    ToIntFunction<ActorRef<ToElement>> rank = actor -> actor.equals(young) ? 2 : 1;
    directory.update("mux", Set.of(old), rank);
    directory.update("mux", Set.of(young), rank);
    directory.update("mux", Set.of(young, old), rank);
    assertThat(directory.find("mux-1")).isEqualTo(young);
    directory.update("mux", Set.of(old), rank);
    assertThat(directory.find("mux-1")).isEqualTo(old);
  }

  /** An actor called mux-1 below a parent of its own. */
  private ActorRef<ToElement> named(String parent) {
    java.util.concurrent.CompletableFuture<ActorRef<ToElement>> made =
        new java.util.concurrent.CompletableFuture<>();
    stage.kit.spawn(
        Behaviors.<Void>setup(
            context -> {
              made.complete(context.spawn(Behaviors.<ToElement>ignore(), "mux-1"));
              return Behaviors.empty();
            }),
        parent);
    return made.join();
  }
}
