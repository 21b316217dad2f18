package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.packet.Bytes;
import io.azimux.packet.Tcp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data, its loss and its repetition, stepped by hand. */
class TcpDataTest {
  private static final int BYTES = 8 * TcpLimits.MSS;

  private final Wire wire = new Wire();

  @Test
  void lostDataIsSentAgainAtDoublingTimesAndTheConnectionFailsAfterTheLast() {
    Connection a = wire.open();
    long start = wire.now;
    wire.write(wire.alice, a, "lost");
    wire.alice.lose();
    List<Long> gaps = new ArrayList<>();
    long last = start;
    while (a.state() != TcpState.CLOSED) {
      wire.pass(wire.alice.stack.nextDeadline() - wire.now);
      gaps.add((wire.now - last) / Wire.MS);
      last = wire.now;
      wire.alice.lose();
    }
    // The round trip was 0, so the timeout is the smallest one.
    assertThat(gaps).containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 51200L);
    assertThat(wire.alice.tape.events).containsExactly("open", "timeout");
    assertThat(a.retransmissions()).isEqualTo(TcpLimits.DATA_RETRIES);
    assertThat(a.longestStallNanos()).isEqualTo(wire.now - start);
  }

  @Test
  void aStallLastsFromTheFirstUnacknowledgedSegmentToTheNextAcknowledgment() {
    Connection a = wire.open();
    wire.write(wire.alice, a, "quick");
    wire.now += 20 * Wire.MS;
    wire.settle();
    assertThat(a.longestStallNanos()).isEqualTo(20 * Wire.MS);
    wire.pass(10 * Wire.SECOND);
    wire.write(wire.alice, a, "slow");
    wire.alice.lose();
    wire.pass(300 * Wire.MS);
    wire.settle();
    assertThat(wire.bob.tape.text).hasToString("quickslow");
    assertThat(a.longestStallNanos()).isEqualTo(300 * Wire.MS);
  }

  @Test
  void threeDuplicateAcknowledgmentsRepeatTheLostSegmentWithoutWaiting() {
    Connection a = wire.open();
    wire.write(wire.alice, a, "y".repeat(BYTES));
    assertThat(wire.alice.sent).hasSize(8);
    wire.arena.release(wire.alice.sent.remove(0));
    wire.carry(wire.alice);
    assertThat(wire.bob.flags()).hasSize(7).containsOnly(".");
    wire.settle();
    assertThat(wire.bob.tape.text).hasSize(BYTES);
    assertThat(a.retransmissions()).as("no more than what was in flight").isBetween(1, 8);
  }

  @Test
  void twoDuplicateAcknowledgmentsAreTakenForReordering() {
    Connection a = wire.open();
    wire.write(wire.alice, a, "y".repeat(3 * TcpLimits.MSS));
    wire.arena.release(wire.alice.sent.remove(0));
    wire.carry(wire.alice);
    wire.carry(wire.bob);
    assertThat(wire.alice.sent).isEmpty();
    assertThat(a.retransmissions()).isZero();
  }

  @Test
  void aDoubledSegmentIsDeliveredOnceAndAcknowledgedTwice() {
    Connection a = wire.open();
    wire.write(wire.alice, a, "once");
    wire.deliver(wire.alice.sent.get(0), wire.bob);
    wire.carry(wire.alice);
    assertThat(wire.bob.flags()).containsExactly(".", ".");
    assertThat(wire.bob.tape.text).hasToString("once");
  }

  @Test
  void aClosedWindowIsProbedAndNothingIsLostWhenItOpens() {
    Connection a = wire.open();
    wire.bob.tape.window = 3000;
    wire.write(wire.alice, a, "z".repeat(60_000));
    wire.settle();
    int taken = wire.bob.tape.text.length();
    wire.write(wire.alice, a, "z".repeat(5_535));
    for (int i = 0; i < 40; i++) {
      wire.settle();
      if (wire.alice.stack.nextDeadline() != Deadlines.NEVER) {
        wire.pass(wire.alice.stack.nextDeadline() - wire.now);
      }
    }
    assertThat(a.state()).as("an answered probe is no failure").isEqualTo(TcpState.ESTABLISHED);
    assertThat(wire.bob.tape.text.length()).isBetween(taken, 65_535);
    wire.bob.tape.window = TcpLimits.MAX_WINDOW;
    wire.bob.stack.flush(wire.bob.tape.last, wire.now, wire.bob);
    wire.settle();
    for (int i = 0; i < 10 && wire.bob.tape.text.length() < 65_535; i++) {
      wire.pass(wire.alice.stack.nextDeadline() - wire.now);
      wire.settle();
    }
    assertThat(wire.bob.tape.text).hasSize(65_535);
  }

  @Test
  void theSendBufferTakesNoMoreThanItsBound() {
    Connection a = wire.open();
    byte[] text = new byte[TcpLimits.SEND_BUFFER + 1];
    assertThat(a.write(text, 0, text.length)).isEqualTo(TcpLimits.SEND_BUFFER);
    assertThat(a.room()).isZero();
    assertThat(a.write(text, 0, 1)).isZero();
  }

  @Test
  void aFullArenaLosesSegmentsAndTheyAreSentAgain() {
    Connection a = wire.open();
    wire.alice.arenaFull = true;
    wire.write(wire.alice, a, "patience");
    assertThat(wire.alice.sent).isEmpty();
    assertThat(wire.alice.stack.segmentsLost()).isOne();
    wire.alice.arenaFull = false;
    wire.pass(TcpLimits.MIN_RTO);
    wire.settle();
    assertThat(wire.bob.tape.text).hasToString("patience");
  }

  @Test
  void aSynAnnouncesTheSegmentSizeAndThePeersOneIsObeyed() {
    wire.bob.stack.listen(Wire.BOB_PORT, wire.bob.tape);
    wire.connect();
    int syn = wire.alice.sent.get(0);
    int tcp = wire.tcp(syn);
    assertThat(Tcp.headerLength(wire.arena.bytes(), tcp)).isEqualTo(24);
    assertThat(Bytes.i32(wire.arena.bytes(), tcp + 20)).isEqualTo(0x02040578);
    Bytes.put32(wire.arena.bytes(), tcp + 20, 0x02040064);
    Tcp.setChecksum(wire.arena.bytes(), tcp, 24, Wire.ALICE.bits(), Wire.BOB.bits());
    wire.settle();
    wire.write(wire.bob, wire.bob.tape.last, "w".repeat(250));
    assertThat(wire.bob.sent).hasSize(3);
    wire.settle();
    assertThat(wire.alice.tape.text).hasSize(250);
  }

  @Test
  void theSshLikeServiceGreetsEchoesEveryLineAndClosesAfterTheClient() {
    wire.bob.stack.listen(Wire.BOB_PORT, new SshLikeService());
    Connection a = wire.connect();
    wire.settle();
    wire.write(wire.alice, a, "SSH-2.0-");
    wire.settle();
    wire.write(wire.alice, a, "test\r\nwho");
    wire.settle();
    wire.write(wire.alice, a, "ami\nexit\n");
    wire.settle();
    assertThat(wire.alice.tape.text).hasToString("SSH-2.0-azimux_1.0\r\nwhoami\nexit\n");
    wire.close(wire.alice, a);
    wire.settle();
    assertThat(wire.alice.tape.events).containsExactly("open", "peer closed", "closed");
  }

  @Test
  void anIdentificationLineWithoutAnEndIsResetAfter255Bytes() {
    wire.bob.stack.listen(Wire.BOB_PORT, new SshLikeService());
    Connection a = wire.connect();
    wire.settle();
    byte[] text = "s".repeat(255).getBytes(StandardCharsets.US_ASCII);
    wire.write(wire.alice, a, new String(text, StandardCharsets.US_ASCII));
    wire.settle();
    assertThat(wire.alice.tape.events).containsExactly("open");
    wire.write(wire.alice, a, "s");
    wire.settle();
    assertThat(wire.alice.tape.events).containsExactly("open", "reset");
  }
}
