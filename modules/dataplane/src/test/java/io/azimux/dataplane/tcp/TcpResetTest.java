package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.node.Disposition;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Tcp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resets, half-open connections, and segments that a stranger made up. */
class TcpResetTest {
  private static final FiveTuple TO_BOB =
      Packets.tcpTuple("141.192.166.93", Wire.ALICE_PORT, "10.0.1.4", Wire.BOB_PORT);

  private final Wire wire = new Wire();

  @Test
  void anAbortResetsThePeerAtOnce() {
    Connection a = wire.open();
    wire.abort(wire.alice, a);
    assertThat(wire.alice.flags()).containsExactly("R.");
    wire.settle();
    assertThat(wire.alice.tape.events).containsExactly("open", "aborted");
    assertThat(wire.bob.tape.events).containsExactly("open", "reset");
    assertThat(wire.bob.stack.connections()).isZero();
  }

  @ParameterizedTest(name = "a reset {0} behind the next sequence number: {1}")
  @CsvSource({"0, reset", "1, challenged", "65534, challenged", "65535, ignored", "-1, ignored"})
  void aResetCountsOnlyAtExactlyTheNextSequenceNumber(int offset, String outcome) {
    wire.open();
    Connection b = wire.bob.tape.last;
    inject(Tcp.RST, b.receiveNext + offset, 0);
    assertThat(b.state() == TcpState.CLOSED).isEqualTo(outcome.equals("reset"));
    assertThat(wire.bob.sent).hasSize(outcome.equals("challenged") ? 1 : 0);
  }

  @Test
  void aSynForAnOpenConnectionIsChallengedAndAtMostTwiceASecond() {
    wire.open();
    Connection b = wire.bob.tape.last;
    for (int i = 0; i < 10; i++) {
      inject(Tcp.SYN, b.receiveNext + 5, 0);
    }
    assertThat(wire.bob.flags()).containsExactly(".");
    assertThat(b.state()).isEqualTo(TcpState.ESTABLISHED);
    wire.pass(500 * Wire.MS);
    inject(Tcp.SYN, b.receiveNext + 5, 0);
    assertThat(wire.bob.flags()).containsExactly(".", ".");
  }

  @Test
  void anAcknowledgmentOfWhatWasNeverSentIsChallenged() {
    wire.open();
    Connection b = wire.bob.tape.last;
    inject(Tcp.ACK, b.receiveNext, b.sendMax + 1, (byte) 'x');
    assertThat(wire.bob.flags()).containsExactly(".");
    assertThat(wire.bob.tape.text).isEmpty();
  }

  @Test
  void halfOpenThePeerThatForgotResetsTheOneThatSends() {
    Connection a = wire.open();
    wire.bob.restart();
    wire.write(wire.alice, a, "are you there?");
    assertThat(wire.carry(wire.alice)).containsExactly(Disposition.NO_LISTENER);
    assertThat(wire.bob.flags()).containsExactly("R");
    wire.carry(wire.bob);
    assertThat(wire.alice.tape.events).containsExactly("open", "reset");
  }

  @Test
  void halfOpenTheOneThatForgotMayOpenAgainFromTheSamePort() {
    wire.open();
    wire.alice.restart();
    Connection again = wire.connect();
    wire.carry(wire.alice); // SYN: not acceptable to the old connection
    assertThat(wire.bob.flags()).containsExactly(".");
    wire.carry(wire.bob);
    assertThat(wire.alice.flags()).containsExactly("R");
    wire.carry(wire.alice);
    assertThat(wire.bob.tape.events).containsExactly("open", "reset");
    wire.pass(TcpLimits.INITIAL_RTO);
    wire.settle();
    assertThat(again.state()).isEqualTo(TcpState.ESTABLISHED);
  }

  @Test
  void aClientThatDiedIsGivenUpAfterTheIdleLimit() {
    wire.open();
    Connection b = wire.bob.tape.last;
    wire.pass(TcpLimits.IDLE / 2);
    inject(Tcp.ACK, b.receiveNext, b.sendMax, (byte) 'x');
    wire.bob.lose();
    wire.pass(TcpLimits.IDLE / 2);
    assertThat(wire.bob.tape.events).as("it was heard meanwhile").containsExactly("open");
    wire.pass(TcpLimits.IDLE / 2);
    assertThat(wire.bob.tape.events).containsExactly("open", "timeout");
    assertThat(wire.bob.stack.nextDeadline()).isEqualTo(Deadlines.NEVER);
  }

  @ParameterizedTest(name = "{0} to no connection is answered by {1}")
  @CsvSource({"ACK, R", "SYN, R.", "FIN, R.", "RST, nothing"})
  void aSegmentOfNoConnectionIsAnsweredByAReset(String flag, String answer) {
    int flags =
        switch (flag) {
          case "ACK" -> Tcp.ACK;
          case "SYN" -> Tcp.SYN;
          case "FIN" -> Tcp.FIN;
          default -> Tcp.RST;
        };
    assertThat(inject(flags, 100, 700)).isEqualTo(Disposition.NO_LISTENER);
    if (answer.equals("nothing")) {
      assertThat(wire.bob.sent).isEmpty();
    } else {
      assertThat(wire.bob.flags()).containsExactly(answer);
      int expected = flag.equals("ACK") ? 700 : 0;
      assertThat(wire.sequence(wire.bob.sent.get(0))).isEqualTo(expected);
    }
  }

  @Test
  void aBrokenChecksumOrACutOffHeaderNeverReachesAConnection() {
    wire.bob.stack.listen(Wire.BOB_PORT, wire.bob.tape);
    wire.connect();
    int syn = wire.alice.sent.get(0);
    wire.arena.bytes()[wire.tcp(syn) + 5] ^= 1;
    assertThat(wire.deliver(syn, wire.bob)).isEqualTo(Disposition.BAD_CHECKSUM);
    wire.arena.bytes()[wire.tcp(syn) + 5] ^= 1;
    wire.arena.bytes()[wire.tcp(syn) - 12] ^= 1; // TTL
    assertThat(wire.deliver(syn, wire.bob)).isEqualTo(Disposition.BAD_CHECKSUM);
    wire.arena.setLength(syn, 40);
    assertThat(wire.deliver(syn, wire.bob)).isEqualTo(Disposition.MALFORMED);
    assertThat(wire.bob.stack.connections()).isZero();
    assertThat(wire.bob.sent).isEmpty();
  }

  @Test
  void simultaneousOpenMakesOneConnection() {
    wire.connect();
    Connection b =
        wire.bob.stack.connect(
            Wire.BOB,
            Wire.BOB_PORT,
            Wire.ALICE,
            Wire.ALICE_PORT,
            wire.bob.tape,
            0,
            wire.now,
            wire.bob);
    assertThat(b).isNotNull();
    wire.carry(wire.alice);
    assertThat(wire.bob.flags()).containsExactly("S", "S.");
    wire.settle();
    assertThat(wire.alice.tape.events).containsExactly("open");
    assertThat(wire.bob.tape.events).containsExactly("open");
  }

  private Disposition inject(int flags, int sequence, int acknowledgment, byte... payload) {
    int packet = Packets.tcp(wire.arena, TO_BOB, flags, sequence, acknowledgment, payload);
    Disposition disposition = wire.deliver(packet, wire.bob);
    wire.arena.release(packet);
    return disposition;
  }
}
