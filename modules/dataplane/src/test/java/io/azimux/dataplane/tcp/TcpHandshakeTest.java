package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Disposition;
import io.azimux.node.TraceMark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening of connections, stepped by hand. */
class TcpHandshakeTest {
  private final Wire wire = new Wire();

  @Test
  void threeSegmentsOpenAConnection() {
    wire.bob.stack.listen(Wire.BOB_PORT, wire.bob.tape);
    Connection c = wire.connect();
    assertThat(wire.alice.flags()).containsExactly("S");
    wire.now += 30 * Wire.MS;
    wire.carry(wire.alice);
    assertThat(wire.bob.flags()).containsExactly("S.");
    wire.carry(wire.bob);
    assertThat(wire.alice.flags()).containsExactly(".");
    wire.carry(wire.alice);
    assertThat(wire.bob.sent).isEmpty();
    assertThat(c.state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(c.handshakeNanos()).isEqualTo(30 * Wire.MS);
    assertThat(wire.alice.tape.events).containsExactly("open");
    assertThat(wire.bob.tape.events).containsExactly("open");
  }

  @Test
  void aSynIsSentAgainAfterOneThreeSevenAndFifteenSecondsAndGivenUpAtThirtyOne() {
    Connection c = wire.connect();
    long start = wire.now;
    wire.alice.lose();
    List<Long> sentAgain = new java.util.ArrayList<>();
    while (wire.alice.stack.nextDeadline() != Deadlines.NEVER) {
      wire.pass(wire.alice.stack.nextDeadline() - wire.now);
      if (!wire.alice.sent.isEmpty()) {
        assertThat(wire.alice.flags()).containsExactly("S");
        sentAgain.add((wire.now - start) / Wire.SECOND);
        wire.alice.lose();
      }
    }
    assertThat(sentAgain).containsExactly(1L, 3L, 7L, 15L);
    assertThat(wire.now - start).isEqualTo(31 * Wire.SECOND);
    assertThat(c.state()).isEqualTo(TcpState.CLOSED);
    assertThat(c.retransmissions()).isEqualTo(4);
    assertThat(wire.alice.tape.events).containsExactly("timeout");
    assertThat(wire.alice.stack.connections()).isZero();
  }

  @Test
  void aSynForAClosedPortIsRefusedByAReset() {
    wire.connect();
    assertThat(wire.carry(wire.alice)).containsExactly(Disposition.NO_LISTENER);
    assertThat(wire.bob.flags()).containsExactly("R.");
    wire.carry(wire.bob);
    assertThat(wire.alice.tape.events).containsExactly("reset");
    assertThat(wire.alice.sent).isEmpty();
  }

  @Test
  void theSynsMarkIsAnsweredTwiceAndThenEnds() {
    wire.bob.stack.listen(Wire.BOB_PORT, new SshLikeService());
    wire.connect(TraceMark.first(7));
    int mark = wire.arena.mark(wire.alice.sent.get(0));
    assertThat(TraceMark.packet(mark)).isZero();
    wire.carry(wire.alice);
    mark = wire.arena.mark(wire.bob.sent.get(0));
    assertThat(List.of(TraceMark.trace(mark), TraceMark.packet(mark))).containsExactly(7, 1);
    wire.carry(wire.bob);
    mark = wire.arena.mark(wire.alice.sent.get(0));
    assertThat(List.of(TraceMark.trace(mark), TraceMark.packet(mark))).containsExactly(7, 2);
    wire.carry(wire.alice);
    assertThat(wire.bob.flags()).containsExactly("P.");
    assertThat(wire.arena.mark(wire.bob.sent.get(0))).isZero();
  }
}
