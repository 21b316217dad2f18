package io.azimux.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.OperatorCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeActorTest {
  private final Stage stage = new Stage();
  private final Echo echo = new Echo();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void packetsGoToThePeerOfTheirPortWithOneMoreHop() {
    TestProbe<ToElement> router = stage.kit.createTestProbe("router-2", ToElement.class);
    nameAfterPeer(router.ref());
    ActorRef<ToElement> mux = stage.host(echo);
    int mark = TraceMark.first(7);
    mux.tell(Stage.batch(3, 1, mark));
    PacketBatch back = router.expectMessageClass(PacketBatch.class);
    assertThat(back.size()).isEqualTo(3);
    assertThat(back.port()).isEqualTo(4);
    assertThat(back.from()).isEqualTo("mux-1");
    assertThat(back.mark(0)).isEqualTo(mark + 1);
  }

  @Test
  void aTracedPacketLeavesItsStepsInTheJournal() {
    ActorRef<ToElement> mux = stage.host(echo);
    mux.tell(Stage.batch(1, 0, TraceMark.first(7)));
    Stage.await("delivery", () -> stage.stats("mux-1").finished(Disposition.DELIVERED) == 1);
    List<Entry> entries = stage.surroundings.journal().read(1, 10).entries();
    assertThat(entries)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.element()).isEqualTo("mux-1");
              assertThat(entry.mark()).isEqualTo(TraceMark.first(7));
              assertThat(entry.step()).isEqualTo(new Step.LayerApplied("echo", "port 1", "seen"));
            });
  }

  @Test
  void packetsForAnElementNobodyKnowsEndAsElementDown() {
    ActorRef<ToElement> mux = stage.host(echo);
    mux.tell(Stage.batch(5, 1, TraceMark.first(7)));
    Stage.await("drops", () -> stage.stats("mux-1").finished(Disposition.ELEMENT_DOWN) == 5);
    assertThat(stage.stats("mux-1").sent()).isEqualTo(5);
    assertThat(stage.surroundings.journal().read(1, 20).entries())
        .filteredOn(entry -> entry.element().equals("router-2"))
        .hasSize(5)
        .allSatisfy(
            entry ->
                assertThat(entry.step())
                    .isEqualTo(new Step.Finished(Disposition.ELEMENT_DOWN, null)));
  }

  @Test
  void packetsForAPortThatDoesNotExistAreNotForMe() {
    ActorRef<ToElement> mux = stage.host(echo);
    mux.tell(new PacketBatch("mux-1", 2, "x", new byte[60], new int[] {60}, new int[0]));
    Stage.await("drop", () -> stage.stats("mux-1").finished(Disposition.NOT_FOR_ME) == 1);
  }

  @Test
  void timersFireInTheOrderOfTheirTimes() {
    ActorRef<ToElement> mux = stage.host(echo);
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(20_000_000)));
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(1_000)));
    Stage.await("timers", () -> echo.events.contains("timer 20000000"));
    assertThat(echo.events).containsSubsequence("timer 1000", "timer 20000000");
  }

  @Test
  void messagesOvertakePacketsThatWait() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    ActorRef<ToElement> mux = standing(gated);
    mux.tell(Stage.batch(1, 0, 0));
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(0)));
    gate.countDown();
    Stage.await("everything", () -> gated.order.size() == 3);
    assertThat(gated.order).containsExactly("packets", "message", "packets");
  }

  @Test
  void anElementThatWasHeldUpHearsWhatWaitsBeforeItsTimersFire() {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    ActorRef<ToElement> mux = stage.host(gated);
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(TimeUnit.SECONDS.toNanos(60))));
    Stage.await("timer set", () -> gated.order.size() == 1);
    mux.tell(Stage.batch(1, 0, 0));
    Stage.await("first packet", () -> gated.entered);
    stage.ahead.set(TimeUnit.SECONDS.toNanos(120));
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(0)));
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(0)));
    gate.countDown();
    Stage.await("everything", () -> gated.order.size() == 5);
    assertThat(gated.order).containsExactly("message", "packets", "message", "message", "timer");
  }

  @Test
  void anElementThatWasHeldUpMayCancelTheTimerThatIsLate() {
    Gated gated = new Gated(new CountDownLatch(0));
    ActorRef<ToElement> mux = stage.host(gated);
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(TimeUnit.SECONDS.toNanos(60))));
    Stage.await("timer set", () -> gated.order.size() == 1);
    stage.ahead.set(TimeUnit.SECONDS.toNanos(120));
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(-1)));
    mux.tell(Stage.batch(1, 0, 0));
    // One that had started anew would have forgotten.
    Stage.await("packets", () -> gated.order.contains("packets"));
    assertThat(gated.order).containsExactly("message", "message", "packets");
  }

  @Test
  void aFailedElementStartsAnewAndWhatItHeldIsCounted() {
    ActorRef<ToElement> mux = stage.host(echo);
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(-1)));
    mux.tell(Stage.batch(2, 0, 0));
    Stage.await("delivery", () -> stage.stats("mux-1").finished(Disposition.DELIVERED) == 2);
    assertThat(echo.events).filteredOn("start"::equals).hasSize(2);
    assertThat(stage.stats("mux-1").failures()).isEqualTo(1);
  }

  @Test
  void whatAnElementSentBeforeItFailedIsNotLostWithIt() {
    ActorRef<ToElement> mux = stage.host(echo);
    byte[] frames = Stage.batch(3, 1, 0).frames().clone();
    frames[120] = 2;
    mux.tell(new PacketBatch("mux-1", 1, "x", frames, new int[] {60, 60, 60}, new int[0]));
    mux.tell(Stage.batch(1, 0, 0));
    ElementStats stats = stage.stats("mux-1");
    Stage.await("delivery", () -> stats.finished(Disposition.DELIVERED) == 1);
    assertThat(stats.sent()).isEqualTo(2);
    // Two found nobody to take them, one was held when the element failed.
    assertThat(stats.finished(Disposition.ELEMENT_DOWN)).isEqualTo(3);
  }

  @Test
  void aRetiringMuxWithdrawsAndAnswersOnceItIsDrained() throws Exception {
    ActorRef<ToElement> mux = stage.host(echo);
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    mux.tell(new Order.Retire(answer));
    Stage.await("order", () -> echo.events.contains("operator: " + new OperatorCommand.Drain()));
    assertThat(answer).isNotDone();
    echo.say(Hosting.OPERATOR, new OperatorCommand.Drained());
    mux.tell(Stage.batch(1, 0, 0));
    assertThat(answer.get()).isTrue();
  }

  @Test
  void aMuxThatIsNeverDrainedHoldsItsProcessUpForALimitedTime() {
    Hosting hosting = new Hosting(stage.surroundings, List.of(Stage.MUX));
    stage.know("mux", stage.host(echo));
    assertThat(hosting.retire().join()).isFalse();
  }

  @Test
  void aCaptureGoesOnWhenTheElementStartsAnew() throws Exception {
    ActorRef<ToElement> mux = stage.host(echo);
    Capture capture = new Capture(Capture.ALL_PORTS);
    mux.tell(new Order.StartCapture(capture));
    mux.tell(new Told("mux-1", "x", new FlowSync.Pull(-1)));
    mux.tell(Stage.batch(1, 0, 0));
    assertThat(capture.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(echo.events).filteredOn("start"::equals).hasSize(2);
  }

  @Test
  void tracedPacketsThatFindNoRoomSayHowTheyEnded() {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    stage
        .surroundings
        .registry()
        .onFullQueue(
            batch -> Drops.tell(stage.surroundings.journal(), batch, 0, Disposition.QUEUE_FULL));
    ActorRef<ToElement> mux = standing(gated);
    for (int sent = 0; sent < Stage.PACKET_CAPACITY; sent += 100) {
      mux.tell(Stage.batch(100, 0, 0));
    }
    mux.tell(Stage.batch(1, 0, TraceMark.first(9)));
    assertThat(stage.surroundings.journal().read(1, 10).entries())
        .extracting(Entry::step)
        .containsExactly(new Step.Finished(Disposition.QUEUE_FULL, null));
    gate.countDown();
  }

  @Test
  void networkControlOvertakesDataThatWaitsAndHasRoomWhereDataHasNone() {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    ActorRef<ToElement> mux = standing(gated);
    for (int sent = 0; sent < Stage.PACKET_CAPACITY; sent += 100) {
      mux.tell(Stage.batch(100, 0, 0));
    }
    mux.tell(Stage.control());
    ElementStats stats = stage.stats("mux-1");
    assertThat(stats.finished(Disposition.QUEUE_FULL)).isZero();
    gate.countDown();
    Stage.await("the rest", () -> gated.order.size() == 2 + Stage.PACKET_CAPACITY / 100);
    assertThat(gated.order.subList(0, 3)).containsExactly("packets", "control", "packets");
    assertThat(stats.waiting()).isZero();
  }

  @Test
  void moreNetworkControlThanNeighboursSendWaitsLikeData() {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    ActorRef<ToElement> mux = standing(gated);
    int flood = ElementQueue.CONTROL_CAPACITY + 2 * Stage.PACKET_CAPACITY;
    for (int sent = 0; sent < flood; sent++) {
      mux.tell(Stage.control());
    }
    ElementStats stats = stage.stats("mux-1");
    assertThat(stats.waiting()).isEqualTo(ElementQueue.CONTROL_CAPACITY + Stage.PACKET_CAPACITY);
    assertThat(stats.finished(Disposition.QUEUE_FULL)).isEqualTo(Stage.PACKET_CAPACITY);
    gate.countDown();
    Stage.await("the rest", () -> stats.waiting() == 0);
  }

  @Test
  void readingsAreTakenByTheActorItself() throws Exception {
    ActorRef<ToElement> mux = stage.host(echo);
    mux.tell(Stage.batch(4, 0, 0));
    Stage.await("delivery", () -> stage.stats("mux-1").finished(Disposition.DELIVERED) == 4);
    CompletableFuture<List<Reading>> answer = new CompletableFuture<>();
    mux.tell(new Order.Measure(answer));
    assertThat(answer.get())
        .containsExactly(
            new Reading(Measure.MUX_PACKETS, "", 4), new Reading(Measure.ELEMENT_FAILURES, "", 0));
  }

  @Test
  void aFloodOfTenTimesTheCapacityIsDroppedCountedAndNeverHeldUp() {
    CountDownLatch gate = new CountDownLatch(1);
    Gated gated = new Gated(gate);
    ActorRef<ToElement> mux = standing(gated);
    int flood = 10 * Stage.PACKET_CAPACITY;
    for (int sent = 0; sent < flood; sent += 100) {
      mux.tell(Stage.batch(100, 0, 0));
    }
    ElementStats stats = stage.stats("mux-1");
    assertThat(stats.waiting()).isEqualTo(Stage.PACKET_CAPACITY);
    assertThat(stats.finished(Disposition.QUEUE_FULL)).isEqualTo(flood - Stage.PACKET_CAPACITY);
    gate.countDown();
    Stage.await("the rest", () -> stats.waiting() == 0);
    Stage.await(
        "conservation",
        () ->
            stats.finished(Disposition.DELIVERED) + stats.finished(Disposition.QUEUE_FULL)
                == flood + 1);
  }

  /** A MUX that stands still in its first burst. */
  private ActorRef<ToElement> standing(Gated gated) {
    ActorRef<ToElement> mux = stage.host(gated);
    mux.tell(Stage.batch(1, 0, 0));
    Stage.await("first packet", () -> gated.entered);
    return mux;
  }

  /** The directory finds actors by the name in their path, which a probe decorates. */
  private void nameAfterPeer(ActorRef<ToElement> probe) {
    ActorRef<ToElement> named =
        stage.kit.spawn(
            org.apache.pekko.actor.typed.javadsl.Behaviors.<ToElement>receiveMessage(
                message -> {
                  probe.tell(message);
                  return org.apache.pekko.actor.typed.javadsl.Behaviors.same();
                }),
            "router-2");
    stage.know("router", named);
  }
}
