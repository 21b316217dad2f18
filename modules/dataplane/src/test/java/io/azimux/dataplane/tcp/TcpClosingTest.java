package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Closing in every order (RFC 9293 section 3.6), stepped by hand. */
class TcpClosingTest {
  private final Wire wire = new Wire();

  @Test
  void theSideThatClosesFirstEndsInTimeWaitAndTheOtherIsGoneAtOnce() {
    Connection a = wire.open();
    Connection b = wire.bob.tape.last;
    wire.close(wire.alice, a);
    assertThat(wire.alice.flags()).containsExactly("F.");
    assertThat(a.state()).isEqualTo(TcpState.FIN_WAIT_1);
    wire.carry(wire.alice);
    assertThat(b.state()).isEqualTo(TcpState.CLOSE_WAIT);
    assertThat(wire.bob.flags()).containsExactly(".");
    wire.carry(wire.bob);
    assertThat(a.state()).isEqualTo(TcpState.FIN_WAIT_2);
    wire.close(wire.bob, b);
    assertThat(wire.bob.flags()).containsExactly("F.");
    assertThat(b.state()).isEqualTo(TcpState.LAST_ACK);
    wire.carry(wire.bob);
    assertThat(a.state()).isEqualTo(TcpState.TIME_WAIT);
    wire.carry(wire.alice);
    assertThat(b.state()).isEqualTo(TcpState.CLOSED);
    assertThat(wire.alice.tape.events).containsExactly("open", "peer closed", "closed");
    assertThat(wire.bob.tape.events).containsExactly("open", "peer closed", "closed");
    assertThat(wire.bob.stack.connections()).isZero();
    wire.pass(TcpLimits.TIME_WAIT - 1);
    assertThat(wire.alice.stack.connections()).isOne();
    wire.pass(1);
    assertThat(wire.alice.stack.connections()).isZero();
    assertThat(wire.alice.stack.nextDeadline()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void theListenerMayCloseFirst() {
    Connection a = wire.open();
    Connection b = wire.bob.tape.last;
    wire.close(wire.bob, b);
    wire.settle();
    assertThat(a.state()).isEqualTo(TcpState.CLOSE_WAIT);
    wire.write(wire.alice, a, "still here");
    wire.settle();
    assertThat(wire.bob.tape.text).hasToString("still here");
    wire.close(wire.alice, a);
    wire.settle();
    assertThat(a.state()).isEqualTo(TcpState.CLOSED);
    assertThat(b.state()).isEqualTo(TcpState.TIME_WAIT);
  }

  @Test
  void bothMayCloseAtOnce() {
    Connection a = wire.open();
    Connection b = wire.bob.tape.last;
    wire.close(wire.alice, a);
    wire.close(wire.bob, b);
    wire.carry(wire.alice);
    assertThat(b.state()).isEqualTo(TcpState.CLOSING);
    wire.settle();
    assertThat(a.state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(b.state()).isEqualTo(TcpState.TIME_WAIT);
    assertThat(wire.alice.tape.events).containsExactly("open", "peer closed", "closed");
    assertThat(wire.bob.tape.events).containsExactly("open", "peer closed", "closed");
  }

  @Test
  void aFinWaitsForWhatWasWrittenBeforeItAndNothingCanBeWrittenAfterIt() {
    Connection a = wire.open();
    byte[] text = "x".repeat(3000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(a.write(text, 0, 3000)).isEqualTo(3000);
    wire.close(wire.alice, a);
    assertThat(wire.alice.flags()).containsExactly(".", ".", "FP.");
    assertThat(a.write(text, 0, 1)).isZero();
    wire.settle();
    assertThat(wire.bob.tape.text).hasSize(3000);
    assertThat(wire.bob.tape.events).containsExactly("open", "peer closed");
  }

  @Test
  void aLostFinIsSentAgain() {
    Connection a = wire.open();
    wire.close(wire.alice, a);
    wire.alice.lose();
    wire.pass(wire.alice.stack.nextDeadline() - wire.now);
    assertThat(wire.alice.flags()).containsExactly("F.");
    wire.settle();
    assertThat(a.state()).isEqualTo(TcpState.FIN_WAIT_2);
  }

  @Test
  void aLostLastAcknowledgmentIsRepeatedFromTimeWait() {
    Connection a = wire.open();
    Connection b = wire.bob.tape.last;
    wire.close(wire.alice, a);
    wire.settle();
    wire.close(wire.bob, b);
    wire.carry(wire.bob);
    wire.alice.lose();
    wire.pass(TcpLimits.MIN_RTO);
    assertThat(wire.bob.flags()).containsExactly("F.");
    wire.settle();
    assertThat(b.state()).isEqualTo(TcpState.CLOSED);
    assertThat(wire.bob.tape.events).containsExactly("open", "peer closed", "closed");
    wire.pass(TcpLimits.TIME_WAIT - 1);
    assertThat(wire.alice.stack.connections()).as("TIME-WAIT began anew").isOne();
  }

  @Test
  void aPeerThatNeverClosesIsGivenUpInFinWait2() {
    Connection a = wire.open();
    wire.close(wire.alice, a);
    wire.settle();
    wire.pass(TcpLimits.FIN_WAIT_2 - 1);
    assertThat(a.state()).isEqualTo(TcpState.FIN_WAIT_2);
    wire.pass(1);
    assertThat(wire.alice.tape.events).containsExactly("open", "timeout");
    wire.settle();
    assertThat(wire.bob.tape.events).containsExactly("open", "peer closed", "reset");
  }

  @Test
  void aConnectionInTimeWaitKeepsItsPortsUntilItIsOver() {
    Connection a = wire.open();
    wire.close(wire.alice, a);
    wire.settle();
    wire.close(wire.bob, wire.bob.tape.last);
    wire.settle();
    assertThat(reconnect()).isNull();
    wire.pass(TcpLimits.TIME_WAIT);
    assertThat(reconnect()).isNotNull();
  }

  @Test
  void aNewSynWithALaterSequenceNumberEndsTheListenersTimeWait() {
    Connection a = wire.open();
    Connection b = wire.bob.tape.last;
    wire.close(wire.bob, b);
    wire.settle();
    wire.close(wire.alice, a);
    wire.settle();
    assertThat(b.state()).isEqualTo(TcpState.TIME_WAIT);
    Connection again = reconnect();
    assertThat(again).isNotNull();
    int syn = wire.alice.sent.get(0);
    wire.setSequence(syn, b.receiveNext + 1000);
    wire.carry(wire.alice);
    assertThat(wire.bob.flags()).containsExactly("S.");
    assertThat(b.state()).isEqualTo(TcpState.CLOSED);
  }

  private @Nullable Connection reconnect() {
    return wire.alice.stack.connect(
        Wire.ALICE,
        Wire.ALICE_PORT,
        Wire.BOB,
        Wire.BOB_PORT,
        wire.alice.tape,
        0,
        wire.now,
        wire.alice);
  }
}
