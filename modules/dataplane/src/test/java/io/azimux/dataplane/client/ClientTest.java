package io.azimux.dataplane.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.tcp.Connection;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.ClientCommand.OpenMany;
import io.azimux.node.message.ClientCommand.OpenTraced;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientTest {
  private static final OpenTraced TRACED = new OpenTraced(7, 50000, Bench.FRONTEND, 22);
  private static final FiveTuple TRACED_FLOW =
      Packets.tcpTuple("141.192.166.93", 50000, "20.240.9.27", 22);

  @Test
  void everySessionIsEchoedInFullAndCompletes() {
    Bench bench = new Bench();
    bench.tell(Bench.many(500, Bench.MS));
    bench.runUntil(() -> bench.ended().size() == 500, 30 * Bench.SECOND);
    assertThat(bench.outcomes()).containsExactly("completed");
    assertThat(bench.ended()).allMatch(end -> end.echoedBytes() == 120);
    assertThat(bench.ended()).allMatch(end -> end.retransmissions() == 0);
    assertThat(bench.opened()).hasSize(500).allMatch(open -> open.handshakeNanos() > 0);
    bench.run(2 * Bench.SECOND);
    assertThat(bench.arena.inUse()).isZero();
    assertThat(readings(bench)).containsEntry("completed", 500.0).containsEntry("failed", 0.0);
    assertThat(readings(bench)).containsEntry("closing", 0.0).containsEntry("established", 0.0);
  }

  @Test
  void aFlowEntersByOneRouterAndFlowsSpreadOverAll() {
    Bench bench = new Bench();
    bench.tell(Bench.many(200, Bench.MS));
    bench.runUntil(() -> bench.ended().size() == 200, 30 * Bench.SECOND);
    assertThat(bench.portsOfFlows)
        .hasSize(200)
        .allSatisfy((flow, ports) -> assertThat(ports).hasSize(1));
    long byTheFirst = bench.portsOfFlows.values().stream().filter(p -> p.contains(0)).count();
    assertThat(byTheFirst).isBetween(60L, 140L);
    assertThat(bench.macs.stream().distinct())
        .containsExactlyInAnyOrder(
            MacAddress.parse("02:00:64:40:00:01").bits(),
            MacAddress.parse("02:00:64:40:00:02").bits());
  }

  @Test
  void sourcePortsAreCountedUpFrom32768AndOpeningsArePaced() {
    Bench bench = new Bench();
    bench.connected = false;
    long start = bench.now;
    bench.tell(Bench.many(5, 200 * Bench.MS));
    bench.runUntil(() -> bench.portsOfFlows.size() == 5, Bench.SECOND);
    assertThat(bench.now - start).isBetween(800 * Bench.MS, 850 * Bench.MS);
    assertThat(bench.portsOfFlows.keySet().stream().map(FiveTuple::sourcePort))
        .containsExactly(32768, 32769, 32770, 32771, 32772);
  }

  @Test
  void aTracedConnectionMarksItsHandshakeAndStepsSayWhatTheClientDid() {
    Bench bench = new Bench();
    bench.client.onMessage("control", TRACED, bench.now, bench.out);
    RecordingOutbox.Transmitted syn = bench.out.transmitted().get(0);
    assertThat(bench.arena.mark(syn.packet())).isEqualTo(TraceMark.first(7));
    assertThat(bench.out.steps()).hasSize(1);
    assertThat(((Step.Sent) bench.out.steps().get(0)).packet().flow()).isEqualTo(TRACED_FLOW);
    int synAck =
        Packets.tcp(
            bench.arena,
            TRACED_FLOW.reversed(),
            Tcp.SYN | Tcp.ACK,
            900,
            Tcp.sequence(bench.arena.bytes(), bench.arena.start(syn.packet()) + 34) + 1);
    bench.arena.setMark(synAck, TraceMark.answer(TraceMark.first(7)));
    bench.out.clear();
    bench.client.onBurst(1, Packets.burst(synAck), bench.now, bench.out);
    List<Step> steps = bench.out.steps();
    assertThat(steps).hasSize(3);
    assertThat(steps.get(0)).isInstanceOf(Step.Received.class);
    assertThat(((Step.Received) steps.get(0)).port()).isEqualTo("to-router-2");
    assertThat(((Step.Sent) steps.get(1)).packet().tcpFlags()).isEqualTo(Tcp.ACK);
    assertThat(steps.get(2)).isEqualTo(new Step.Finished(Disposition.DELIVERED, null));
    assertThat(bench.out.dispositions()).containsExactly(Disposition.DELIVERED);
  }

  @Test
  void aTracedConnectionSendsOneLineAndCompletesAndIsNotOpenedTwice() {
    Bench bench = new Bench();
    bench.tell(TRACED);
    bench.tell(TRACED);
    bench.runUntil(() -> !bench.ended().isEmpty(), Bench.SECOND);
    assertThat(bench.ended()).hasSize(1);
    Fact.ConnectionEnded end = bench.ended().get(0);
    assertThat(end.flow()).isEqualTo(TRACED_FLOW);
    assertThat(end.outcome()).isEqualTo("completed");
    assertThat(end.echoedBytes()).isEqualTo(32);
    assertThat(bench.opened()).hasSize(1);
  }

  @Test
  void aRepeatedCommandIsObeyedOnce() {
    Bench bench = new Bench();
    bench.tell(Bench.many(10, 50 * Bench.MS));
    bench.run(100 * Bench.MS);
    bench.tell(Bench.many(10, 50 * Bench.MS));
    bench.run(10 * Bench.SECOND);
    assertThat(bench.ended()).hasSize(10);
  }

  @Test
  void aByteThatComesBackChangedMakesTheConnectionCorrupt() {
    Bench bench =
        new Bench(
            new Bench.Server() {
              private boolean identified;

              @Override
              public void onData(Connection connection, byte[] bytes, int from, int length) {
                byte[] echo = java.util.Arrays.copyOfRange(bytes, from, from + length);
                echo[length / 2] ^= 1;
                connection.write(echo, 0, identified ? length : 0);
                identified = true;
              }
            });
    bench.tell(Bench.many(1, 0));
    bench.runUntil(() -> !bench.ended().isEmpty(), 10 * Bench.SECOND);
    assertThat(bench.outcomes()).containsExactly("corrupt");
    assertThat(bench.ended().get(0).echoedBytes()).isEqualTo(20);
  }

  @Test
  void aServerThatNeverEchoesGetsAFewLinesAndIsGivenUp() {
    List<Integer> received = new ArrayList<>();
    Bench bench =
        new Bench(
            new Bench.Server() {
              @Override
              public void onData(Connection connection, byte[] bytes, int from, int length) {
                received.add(length);
              }
            });
    bench.tell(new OpenMany(1, 0, 100 * Bench.MS, 50, 40, Bench.FRONTEND, 22));
    bench.runUntil(() -> !bench.ended().isEmpty(), 130 * Bench.SECOND);
    assertThat(bench.outcomes()).containsExactly("timeout");
    assertThat(received.subList(1, received.size()).stream().mapToInt(length -> length).sum())
        .isEqualTo(Sessions.OUTSTANDING_LINES * 40);
  }

  @Test
  void aServerThatIsNotThereMakesTimeoutsAndOneThatRefusesMakesResets() {
    Bench silent = new Bench();
    silent.connected = false;
    silent.tell(Bench.many(3, 0));
    silent.runUntil(() -> silent.ended().size() == 3, 32 * Bench.SECOND);
    assertThat(silent.outcomes()).containsExactly("timeout");
    assertThat(silent.ended()).allMatch(end -> end.retransmissions() == 4);

    Bench refusing = new Bench();
    refusing.tell(new OpenMany(3, 0, 0, 1, 10, Bench.FRONTEND, 23));
    refusing.runUntil(() -> refusing.ended().size() == 3, Bench.SECOND);
    assertThat(refusing.outcomes()).containsExactly("reset");
    assertThat(readings(refusing)).containsEntry("failed", 3.0);
  }

  @Test
  void aBlackHoleInTheMiddleOfASessionIsAStallOfThatLength() {
    Bench bench = new Bench();
    bench.tell(new OpenMany(1, 0, 100 * Bench.MS, 30, 40, Bench.FRONTEND, 22));
    bench.run(Bench.SECOND);
    bench.connected = false;
    bench.run(Bench.SECOND);
    bench.connected = true;
    bench.runUntil(() -> !bench.ended().isEmpty(), 20 * Bench.SECOND);
    Fact.ConnectionEnded end = bench.ended().get(0);
    assertThat(end.outcome()).isEqualTo("completed");
    assertThat(end.longestStallNanos()).isBetween(800 * Bench.MS, 2 * Bench.SECOND);
    assertThat(end.retransmissions()).isBetween(2, 12);
  }

  @Test
  void openingAllAtOnceIsDoneInSteps() {
    Bench bench = new Bench();
    bench.client.onMessage("control", Bench.many(3000, 0), bench.now, bench.out);
    assertThat(bench.out.transmitted()).hasSize(Client.OPENINGS_PER_CALL);
    assertThat(bench.out.timer(0)).isEqualTo(bench.now);
    bench.runUntil(() -> bench.ended().size() == 3000, 30 * Bench.SECOND);
    assertThat(bench.outcomes()).containsExactly("completed");
  }

  @Test
  void sixtyThousandConnectionsMayBeAliveAtOnceAndNoPortIsUsedTwice() {
    Bench bench = new Bench();
    bench.connected = false;
    OpenMany command = new OpenMany(60_000, 100_000, 0, 1, 10, Bench.FRONTEND, 22);
    bench.tell(command);
    bench.runUntil(() -> bench.portsOfFlows.size() == 60_000, 30 * Bench.SECOND);
    assertThat(readings(bench)).containsEntry("opening", 60_000.0);
    assertThat(bench.portsOfFlows.keySet()).allMatch(flow -> flow.sourcePort() >= 1024);
    bench.tell(new OpenMany(1, 0, 0, 1, 10, Bench.FRONTEND, 23));
    assertThat(bench.portsOfFlows).as("there is no room for one more").hasSize(60_000);
    bench.runUntil(() -> bench.ended().size() >= 60_000, 60 * Bench.SECOND);
    bench.run(Bench.SECOND);
    assertThat(bench.portsOfFlows).as("the one more is opened late").hasSize(60_001);
  }

  @Test
  void aSegmentForAnotherAddressIsNotForMe() {
    Bench bench = new Bench();
    int packet = Packets.tcp(bench.arena, TRACED_FLOW, Tcp.SYN);
    bench.client.onBurst(0, Packets.burst(packet), bench.now, bench.out);
    assertThat(bench.out.dispositions()).containsExactly(Disposition.NOT_FOR_ME);
  }

  @Test
  void noMoreCommandsAreTakenThanThereIsRoomFor() {
    Bench bench = new Bench();
    bench.connected = false;
    for (int i = 0; i <= Client.COMMANDS; i++) {
      bench.tell(new OpenMany(2, Bench.SECOND, 0, 1, 10 + i, Bench.FRONTEND, 22));
    }
    assertThat(bench.client.refusedCommands()).isEqualTo(1);
    assertThat(bench.portsOfFlows).hasSize(Client.COMMANDS);
  }

  static Stream<ClientCommand> unsound() {
    return Stream.of(
        new OpenMany(0, 0, 0, 1, 10, Bench.FRONTEND, 22),
        new OpenMany(60_001, 0, 0, 1, 10, Bench.FRONTEND, 22),
        new OpenMany(1, -1, 0, 1, 10, Bench.FRONTEND, 22),
        new OpenMany(1, 0, -1, 1, 10, Bench.FRONTEND, 22),
        new OpenMany(1, 0, 0, 0, 10, Bench.FRONTEND, 22),
        new OpenMany(1, 0, 0, 1, 0, Bench.FRONTEND, 22),
        new OpenMany(1, 0, 0, 1, 1401, Bench.FRONTEND, 22),
        new OpenMany(1, 0, 0, 1, 10, Bench.FRONTEND, 65_536),
        new OpenTraced(0, 50000, Bench.FRONTEND, 22),
        new OpenTraced(65_536, 50000, Bench.FRONTEND, 22),
        new OpenTraced(1, 0, Bench.FRONTEND, 22));
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void aCommandOutOfRangeIsRefusedAndCounted(ClientCommand command) {
    Bench bench = new Bench();
    bench.tell(command);
    assertThat(bench.client.refusedCommands()).isEqualTo(1);
    assertThat(bench.portsOfFlows).isEmpty();
  }

  private static Map<String, Double> readings(Bench bench) {
    Map<String, Double> readings = new TreeMap<>();
    bench.client.measure(
        (measure, label, value) -> {
          if (measure == Measure.TCP_CONNECTIONS) {
            readings.put(label, value);
          }
        });
    return readings;
  }
}
