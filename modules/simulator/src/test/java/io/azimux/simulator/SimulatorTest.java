package io.azimux.simulator;

import static io.azimux.simulator.TinyWorld.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.Disposition;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.simulator.TinyWorld.Keeper;
import io.azimux.simulator.TinyWorld.Mirror;
import io.azimux.simulator.TinyWorld.Recorder;
import io.azimux.simulator.TinyWorld.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
  private static final long DELAY = LinkFaults.NONE.delayNanos();

  private static Simulator simulator(Node client, Node router, LinkFaults links) {
    return Simulator.of(
        TinyWorld.wiring(),
        TinyWorld.of(client, router),
        SimulatorOptions.of(1).withLinks(links).withArena(2048));
  }

  private static Simulator simulator(Node client, Node router) {
    return simulator(client, router, LinkFaults.NONE);
  }

  @Test
  void packetsSentTogetherArriveTogetherAfterTheDelayOfTheLink() {
    Recorder router = new Recorder();
    Simulator simulator = simulator(new Source(3, 3, MILLI), router);
    simulator.runUntil(MILLI);
    assertThat(router.log)
        .containsExactly("start@0", "packet 0@" + DELAY, "packet 1@" + DELAY, "packet 2@" + DELAY);
    assertThat(router.bursts).containsExactly(3);
    assertThat(simulator.finished("router", Disposition.DELIVERED)).isEqualTo(3);
    assertThat(simulator.created()).isEqualTo(3);
    assertThat(simulator.alive()).isZero();
  }

  @Test
  void aBurstHoldsNoMoreThan256Packets() {
    Recorder router = new Recorder();
    simulator(new Source(600, 600, MILLI), router).runUntil(MILLI);
    assertThat(router.bursts).containsExactly(256, 256, 88);
  }

  @Test
  void aFullLinkDropsByName() {
    Recorder router = new Recorder();
    Simulator simulator =
        simulator(new Source(10, 10, MILLI), router, LinkFaults.NONE.withQueue(4));
    simulator.runUntil(MILLI);
    assertThat(simulator.finished(Disposition.LINK_QUEUE_FULL)).isEqualTo(6);
    assertThat(simulator.finished(Disposition.DELIVERED)).isEqualTo(4);
  }

  @Test
  void packetsForAnElementThatIsDownEndElementDown() {
    Recorder router = new Recorder();
    Simulator simulator = simulator(new Source(10, 1, MILLI), router);
    simulator.at(5 * MILLI - 1, () -> simulator.kill("router"));
    simulator.at(8 * MILLI - 1, () -> simulator.restart("router"));
    simulator.runUntil(20 * MILLI);
    assertThat(simulator.finished(Disposition.DELIVERED)).isEqualTo(7);
    assertThat(simulator.finished("router", Disposition.ELEMENT_DOWN)).isEqualTo(3);
    assertThat(router.log).contains("start@" + (8 * MILLI - 1));
  }

  @Test
  void packetsHeldByAKilledElementDieWithItAndSoDoItsTimers() {
    Keeper router = new Keeper();
    Simulator simulator = simulator(new Source(5, 5, MILLI), router);
    simulator.runUntil(MILLI / 2);
    assertThat(simulator.alive()).isEqualTo(5);
    simulator.kill("router");
    simulator.runUntil(10 * MILLI);
    assertThat(simulator.finished("router", Disposition.ELEMENT_DOWN)).isEqualTo(5);
    assertThat(router.log).containsExactly("start@0", "kept 5");
  }

  @Test
  void aPausedElementGetsEverythingWhenItGoesOn() {
    Keeper router = new Keeper();
    Simulator simulator = simulator(new Source(10, 1, MILLI / 10), router);
    simulator.at(MILLI / 2, () -> simulator.pause("router"));
    simulator.at(5 * MILLI, () -> simulator.resume("router"));
    simulator.runUntil(5 * MILLI - 1);
    int before = router.log.size();
    simulator.runUntil(5 * MILLI);
    assertThat(before).isEqualTo(6);
    assertThat(router.log).endsWith("kept 1", "kept 5");
    assertThat(simulator.alive()).isEqualTo(10);
  }

  @Test
  void theQueueInFrontOfAPausedElementIsBounded() {
    Simulator simulator =
        Simulator.of(
            TinyWorld.wiring(),
            TinyWorld.of(new Source(5000, 100, 1000), new Recorder()),
            SimulatorOptions.of(1).withArena(8192));
    simulator.step();
    simulator.at(1, () -> simulator.pause("router"));
    simulator.runUntil(MILLI);
    assertThat(simulator.finished("router", Disposition.QUEUE_FULL))
        .isBetween(5000L - Hosted.MAX_WAITING_PACKETS, 5100L - Hosted.MAX_WAITING_PACKETS);
    simulator.kill("router");
    simulator.audit();
    assertThat(simulator.alive()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void lossDuplicationAndReorderingNeverBreakTheBooks(long seed) {
    LinkFaults faults =
        LinkFaults.NONE
            .withJitter(20_000)
            .withLoss(0.1)
            .withDuplication(0.1)
            .withReorder(0.1, 200_000);
    Recorder router = new Recorder();
    Simulator simulator =
        Simulator.of(
            TinyWorld.wiring(),
            TinyWorld.of(new Source(1000, 4, 10_000), router),
            SimulatorOptions.of(seed).withLinks(faults));
    simulator.runUntil(100 * MILLI);
    long delivered = simulator.finished(Disposition.DELIVERED);
    long lost = simulator.finished(Disposition.LINK_LOSS);
    long copies = simulator.created() - 1000;
    assertThat(delivered).as("seed %d", seed).isEqualTo(1000 + copies - lost);
    assertThat(lost).as("seed %d", seed).isBetween(50L, 150L);
    assertThat(copies).as("seed %d", seed).isBetween(50L, 150L);
    assertThat(simulator.alive()).isZero();
  }

  @Test
  void jitterAloneNeverReorders() {
    Recorder router = new Recorder();
    simulator(new Source(100, 1, 1000), router, LinkFaults.NONE.withJitter(50_000))
        .runUntil(100 * MILLI);
    List<String> numbers = router.log.stream().skip(1).map(line -> line.split("@")[0]).toList();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add("packet " + i);
    }
    assertThat(numbers).isEqualTo(expected);
  }

  @Test
  void aTimerSetAgainFiresOnceAtItsLastTimeAndACancelledOneNever() {
    Recorder client =
        new Recorder() {
          @Override
          public void start(long nowNanos, Outbox out) {
            out.timer(1, 10);
            out.timer(1, 50);
            out.timer(2, 60);
            out.timer(2, 20);
            out.timer(3, 30);
            out.timer(3, Outbox.NEVER);
            out.timer(4, 40);
            out.timer(4, Outbox.NEVER);
            out.timer(4, 70);
          }
        };
    simulator(client, new Recorder()).runUntil(MILLI);
    assertThat(client.log).containsExactly("timer 2@20", "timer 1@50", "timer 4@70");
  }

  @Test
  void messagesArriveInOrderAfterTheirDelayAndAreLostAsConfigured() {
    Recorder router = new Recorder();
    Recorder client =
        new Recorder() {
          @Override
          public void start(long nowNanos, Outbox out) {
            for (int i = 0; i < 1000; i++) {
              out.tell("router", new BatchStored(i, true));
            }
            out.tell("nobody", new BatchStored(1, true));
          }
        };
    Simulator simulator =
        Simulator.of(
            TinyWorld.wiring(),
            TinyWorld.of(client, router),
            SimulatorOptions.of(1).withMessages(LinkFaults.NONE.withLoss(0.2).withJitter(9000)));
    simulator.runUntil(MILLI);
    List<Long> versions =
        router.log.stream()
            .filter(line -> line.startsWith("BatchStored"))
            .map(line -> Long.parseLong(line.replaceAll("BatchStored\\[number=(\\d+),.*", "$1")))
            .toList();
    assertThat(versions).isSorted().hasSizeBetween(750, 850);
  }

  @Test
  void aMarkedPacketCountsEachLinkAndTellsWhereItWasLost() {
    Simulator simulator = simulator(new Recorder(), new Mirror());
    simulator.inject("router", 0, new byte[] {1, 2, 3}, TraceMark.first(9));
    simulator.setFaults("router", "client", LinkFaults.NONE.withLoss(1));
    simulator.runUntil(MILLI);
    var hops = simulator.traces().trace(9).orElseThrow().packets().get(0).hops();
    assertThat(hops.get(hops.size() - 1).element()).isEqualTo("link router > client");
    assertThat(hops.get(hops.size() - 1).number()).isEqualTo(2);
    assertThat(hops.get(hops.size() - 1).steps())
        .containsExactly(new Step.Finished(Disposition.LINK_LOSS, null));
  }

  @Test
  void aFailingElementEndsTheRunWithItsNameAndTheSeed() {
    Recorder router =
        new Recorder() {
          @Override
          public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
            throw new IllegalStateException("broken");
          }
        };
    Simulator simulator = simulator(new Source(1, 1, MILLI), router);
    assertThatThrownBy(() -> simulator.runUntil(MILLI))
        .isInstanceOf(SimulationException.class)
        .hasMessageContainingAll("router", "onBurst", "broken", "seed 1");
  }

  @Test
  void aPacketReleasedBehindTheBackOfTheHostBreaksTheBooks() {
    Recorder router =
        new Recorder() {
          @Override
          public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
            out.arena().release(burst.packet(0));
          }
        };
    Simulator simulator = simulator(new Source(1, 1, MILLI), router);
    assertThatThrownBy(() -> simulator.runUntil(MILLI))
        .isInstanceOf(SimulationException.class)
        .hasMessageContainingAll("conservation", "seed 1");
  }

  @Test
  void aPacketSentTwiceEndsTheRun() {
    Recorder router =
        new Recorder() {
          @Override
          public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
            out.transmit(port, burst.packet(0));
            out.transmit(port, burst.packet(0));
          }
        };
    Simulator simulator = simulator(new Source(1, 1, MILLI), router);
    assertThatThrownBy(() -> simulator.runUntil(MILLI))
        .hasMessageContaining("not the element's to give away");
  }

  @Test
  void anOutboxKeptAfterTheCallRefuses() {
    Outbox[] kept = new Outbox[1];
    Recorder router =
        new Recorder() {
          @Override
          public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
            kept[0] = out;
          }
        };
    Simulator simulator = simulator(new Recorder(), router);
    simulator.step();
    simulator.runUntil(1);
    simulator.tell("client", "router", new BatchStored(0, true));
    simulator.runUntil(2);
    assertThatThrownBy(() -> kept[0].tell("client", new BatchStored(0, true)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPausedElementKeepsSoManyMessagesAndNoMore() {
    Recorder router = new Recorder();
    Simulator simulator = simulator(new Recorder(), router);
    simulator.runUntil(1);
    simulator.pause("router");
    for (int i = 0; i < Hosted.MAX_WAITING_MESSAGES + 10; i++) {
      simulator.tell("client", "router", new BatchStored(i, true));
    }
    simulator.runUntil(2);
    simulator.resume("router");
    simulator.runUntil(3);
    assertThat(router.log).hasSize(1 + Hosted.MAX_WAITING_MESSAGES);
  }

  @Test
  void tooManyTimersOfOneElementEndTheRun() {
    Recorder client =
        new Recorder() {
          @Override
          public void start(long nowNanos, Outbox out) {
            for (int key = 0; key <= Timers.MAX; key++) {
              out.timer(key, 1000);
            }
          }
        };
    Simulator simulator = simulator(client, new Recorder());
    assertThatThrownBy(() -> simulator.runUntil(1))
        .hasMessageContainingAll("client failed in start", "more than 100000 timers");
  }

  @Test
  void aFullArenaStopsDuplicationButNothingElse() {
    Simulator simulator =
        Simulator.of(
            TinyWorld.wiring(),
            TinyWorld.of(new Source(1, 1, MILLI), new Recorder()),
            SimulatorOptions.of(1).withArena(1).withLinks(LinkFaults.NONE.withDuplication(1)));
    simulator.runUntil(MILLI);
    assertThat(simulator.created()).isEqualTo(1);
    assertThat(simulator.finished(Disposition.DELIVERED)).isEqualTo(1);
  }

  @Test
  void runningTheSameSeedInLockStepFindsNoDifferenceAndAnotherSeedOne() {
    LinkFaults faults = LinkFaults.NONE.withJitter(20_000).withLoss(0.1);
    LockStep same = new LockStep(noisy(5, faults), noisy(5, faults));
    assertThat(same.runUntil(50 * MILLI)).isGreaterThan(200);
    LockStep different = new LockStep(noisy(5, faults), noisy(6, faults));
    assertThatThrownBy(() -> different.runUntil(50 * MILLI)).hasMessageContaining("differ");
  }

  private static Simulator noisy(long seed, LinkFaults faults) {
    return Simulator.of(
        TinyWorld.wiring(),
        TinyWorld.of(new Source(200, 2, 10_000), new Mirror()),
        SimulatorOptions.of(seed).withLinks(faults));
  }
}
