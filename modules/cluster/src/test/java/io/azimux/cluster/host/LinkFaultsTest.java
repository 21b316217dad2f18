package io.azimux.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.chaos.LinkFault;
import io.azimux.cluster.chaos.LinkState;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.FlowSync;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an element sends while faults lie on its links. */
class LinkFaultsTest {
  private final Stage stage = new Stage();
  private final TestProbe<ToElement> router =
      stage.kit.createTestProbe("router-2", ToElement.class);

  @AfterEach
  void close() {
    stage.close();
  }

  private void hurt(LinkFault... faults) {
    stage
        .surroundings
        .links()
        .replace(new ChaosOrder(1, List.of(), List.of(faults), List.of(), 0, 0));
  }

  private void knowRouter() {
    stage.know(
        "router",
        stage.kit.spawn(
            Behaviors.<ToElement>receiveMessage(
                message -> {
                  router.ref().tell(message);
                  return Behaviors.same();
                }),
            "router-2"));
  }

  @Test
  void acrossACutPacketsEndAsLinkLossWhereTheyWereGoing() {
    knowRouter();
    hurt(LinkFault.cut("mux-1", "router-2"));
    stage.host(new Echo()).tell(Stage.batch(3, 1, TraceMark.first(7)));
    Stage.await("drops", () -> stage.stats("mux-1").finished(Disposition.LINK_LOSS) == 3);
    assertThat(stage.stats("mux-1").sent()).isEqualTo(3);
    assertThat(stage.surroundings.journal().read(1, 20).entries())
        .filteredOn(entry -> entry.element().equals("router-2"))
        .extracting(entry -> entry.step())
        .containsOnly(new Step.Finished(Disposition.LINK_LOSS, null));
    router.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void onceMendedPacketsPassAgain() {
    knowRouter();
    hurt(LinkFault.cut("mux-1", "router-2"));
    ActorRef<ToElement> mux = stage.host(new Echo());
    mux.tell(Stage.batch(1, 1, 0));
    Stage.await("drop", () -> stage.stats("mux-1").finished(Disposition.LINK_LOSS) == 1);
    hurt();
    mux.tell(Stage.batch(2, 1, 0));
    assertThat(router.expectMessageClass(PacketBatch.class).size()).isEqualTo(2);
  }

  @Test
  void delayedPacketsComeLateAndAllOfThem() {
    knowRouter();
    long delay = 50_000_000;
    hurt(new LinkFault("mux-1", "router-2", false, 0, delay, 0));
    long sent = System.nanoTime();
    stage.host(new Echo()).tell(Stage.batch(4, 1, 0));
    assertThat(router.expectMessageClass(PacketBatch.class).size()).isEqualTo(4);
    assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void packetsBeyondWhatALinkHoldsEndAsLinkQueueFull() {
    knowRouter();
    hurt(new LinkFault("mux-1", "router-2", false, 0, 10_000_000_000L, 0));
    ActorRef<ToElement> mux = stage.host(new Echo());
    // A batch at a time, so that the element's own queue never is what is full.
    int sent = 0;
    while (sent < DelayLine.CAPACITY + 200) {
      mux.tell(Stage.batch(200, 1, 0));
      sent += 200;
      int all = sent;
      Stage.await("taken", () -> stage.stats("mux-1").received() == all);
    }
    int over = sent - DelayLine.CAPACITY;
    Stage.await("drops", () -> stage.stats("mux-1").finished(Disposition.LINK_QUEUE_FULL) == over);
  }

  @Test
  void theReceiverCountsWhatComesThroughAFault() {
    hurt(LinkFault.cut("router-2", "mux-1"));
    ActorRef<ToElement> mux = stage.host(new Echo());
    mux.tell(Stage.batch(2, 0, 0));
    mux.tell(new Told("mux-1", "router-2", new FlowSync.Pull(Long.MAX_VALUE)));
    Stage.await(
        "arrivals",
        () ->
            stage.surroundings.links().states().stream().mapToLong(LinkState::arrived).sum() == 2);
  }

  @Test
  void aFloodToADeadElementBecomesFewFactsThatSayHowMany() {
    LostFlows lost = new LostFlows();
    Ipv4Address client = Ipv4Address.parse("141.192.166.93");
    Ipv4Address frontend = Ipv4Address.parse("20.240.9.27");
    int flows = 2 * LostFlows.MOST_FLOWS;
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < flows; i++) {
        lost.add("host-a", "nva1", new FiveTuple(client, frontend, 6, i, 22), 5);
      }
    }
    lost.note(stage.surroundings.journal());
    lost.note(stage.surroundings.journal());
    long next = stage.surroundings.journal().read(1, 1).next();
    assertThat(next).isPositive();
    List<Fact> facts =
        stage.surroundings.journal().read(1, 10_000).entries().stream()
            .map(entry -> entry.fact())
            .toList();
    // The journal of the stage keeps 64 entries; the last one stands for what found no room.
    assertThat(facts).hasSize(64);
    Fact.PacketLost last = (Fact.PacketLost) facts.get(63);
    assertThat(last.packets()).isEqualTo(10 + 10 * (flows - LostFlows.MOST_FLOWS));
    assertThat(((Fact.PacketLost) facts.get(62)).packets()).isEqualTo(10);
  }
}
