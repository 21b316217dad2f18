package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.node.RandomSource;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Tcp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens at the bounds, and on input that nobody would send. */
class TcpBoundsTest {
  private final Wire wire = new Wire();

  @Test
  void aSynBeyondTheBacklogIsDroppedSilentlyAndCountedAndHalfOpenOnesDieOut() {
    wire.bob.stack.listen(Wire.BOB_PORT, wire.bob.tape);
    for (int i = 0; i < TcpLimits.BACKLOG; i++) {
      assertThat(syn(i)).isEqualTo(Disposition.DELIVERED);
      wire.bob.lose();
    }
    assertThat(syn(TcpLimits.BACKLOG)).isEqualTo(Disposition.QUEUE_FULL);
    assertThat(wire.bob.sent).isEmpty();
    assertThat(wire.bob.stack.droppedSyns()).isOne();
    long before = wire.now;
    while (wire.bob.stack.connections() > 0) {
      wire.pass(Math.max(0, wire.bob.stack.nextDeadline() - wire.now));
      wire.bob.lose();
    }
    assertThat(wire.now - before).isEqualTo(31 * Wire.SECOND);
    assertThat(wire.bob.tape.events).as("never opened, so never told").isEmpty();
    assertThat(syn(1)).isEqualTo(Disposition.DELIVERED);
  }

  @Test
  void oneCallServesABoundedNumberOfDeadlines() {
    wire.bob.stack.listen(Wire.BOB_PORT, wire.bob.tape);
    for (int i = 0; i < TcpLimits.EXPIRIES_PER_CALL + 10; i++) {
      syn(i);
    }
    wire.bob.lose();
    wire.pass(TcpLimits.INITIAL_RTO);
    assertThat(wire.bob.sent).hasSize(TcpLimits.EXPIRIES_PER_CALL);
    assertThat(wire.bob.stack.nextDeadline()).isLessThanOrEqualTo(wire.now);
    wire.pass(0);
    assertThat(wire.bob.sent).hasSize(TcpLimits.EXPIRIES_PER_CALL + 10);
    assertThat(wire.bob.stack.nextDeadline()).isGreaterThan(wire.now);
  }

  @Test
  void aFullTableRefusesToOpenAndToAccept() {
    TcpStack stack = new TcpStack(new RandomSource(3), 2);
    stack.listen(Wire.BOB_PORT, wire.bob.tape);
    assertThat(connect(stack, 1)).isNotNull();
    assertThat(connect(stack, 2)).isNotNull();
    assertThat(connect(stack, 3)).isNull();
    int packet = Packets.tcp(wire.arena, tuple(1), Tcp.SYN);
    assertThat(stack.onSegment(wire.arena, packet, wire.now, wire.bob))
        .isEqualTo(Disposition.QUEUE_FULL);
    assertThat(stack.droppedSyns()).isOne();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void madeUpSegmentsNeitherBreakAStackNorMakeItTalkForEver(long seed) {
    RandomSource random = new RandomSource(seed);
    Connection a = wire.open();
    Connection b = wire.bob.tape.last;
    FiveTuple toBob = Packets.tcpTuple("141.192.166.93", Wire.ALICE_PORT, "10.0.1.4", 22);
    for (int i = 0; i < 3000; i++) {
      int sequence = near(random, b.receiveNext);
      int acknowledgment = near(random, b.sendMax);
      byte[] payload = new byte[random.nextInt(50)];
      int packet =
          Packets.tcp(wire.arena, toBob, random.nextInt(64), sequence, acknowledgment, payload);
      mangle(random, packet);
      wire.deliver(packet, wire.bob);
      wire.arena.release(packet);
      if (i % 100 == 0) {
        wire.settle(); // fails where the two never fall silent
        wire.pass(random.nextInt(1000) * Wire.MS);
        if (a.state() == TcpState.CLOSED && wire.alice.stack.connections() == 0) {
          a = wire.connect();
          wire.settle();
          b = wire.bob.tape.last;
        }
      }
    }
    wire.settle();
    assertThat(wire.arena.inUse()).as("seed %d: packets leaked", seed).isZero();
  }

  private static int near(RandomSource random, int value) {
    return switch (random.nextInt(4)) {
      case 0 -> (int) random.nextLong();
      case 1 -> value;
      default -> value + random.nextInt(200) - 100;
    };
  }

  /** Now and then turns a bit of the header over; sometimes the checksum is made to fit. */
  private void mangle(RandomSource random, int packet) {
    if (random.chance(0.3)) {
      byte[] bytes = wire.arena.bytes();
      int tcp = wire.tcp(packet);
      bytes[tcp + random.nextInt(Tcp.HEADER)] ^= (byte) (1 << random.nextInt(8));
      if (random.chance(0.5)) {
        int length = wire.arena.length(packet) - 34;
        Tcp.setChecksum(bytes, tcp, length, Wire.ALICE.bits(), Wire.BOB.bits());
      }
    }
  }

  private @Nullable Connection connect(TcpStack stack, int port) {
    return stack.connect(
        Wire.BOB, 1000 + port, Wire.ALICE, 80, wire.bob.tape, 0, wire.now, wire.bob);
  }

  private Disposition syn(int client) {
    int packet = Packets.tcp(wire.arena, tuple(client), Tcp.SYN);
    Disposition disposition = wire.deliver(packet, wire.bob);
    wire.arena.release(packet);
    return disposition;
  }

  private static FiveTuple tuple(int client) {
    Ipv4Address source = new Ipv4Address(0x0b000000 + client);
    return new FiveTuple(source, Wire.BOB, Ipv4.TCP, 40000, Wire.BOB_PORT);
  }
}
