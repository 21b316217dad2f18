package io.azimux.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacketArenaTest {
  @Test
  void aFullArenaSaysSoAndGivesAReleasedSlotAgain() {
    PacketArena arena = new PacketArena(2);
    int first = arena.allocate();
    int second = arena.allocate();
    assertThat(arena.allocate()).isEqualTo(PacketArena.FULL);
    assertThat(arena.inUse()).isEqualTo(2);
    arena.release(first);
    assertThat(arena.allocate()).isEqualTo(first);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void aReusedSlotStartsEmptyUnmarkedAndWithItsHeadroom() {
    PacketArena arena = new PacketArena(1);
    int packet = arena.allocate(new byte[100], 0, 100);
    arena.setMark(packet, 7);
    arena.push(packet, 50);
    arena.release(packet);
    int again = arena.allocate();
    assertThat(arena.length(again)).isZero();
    assertThat(arena.mark(again)).isZero();
    assertThat(arena.start(again)).isEqualTo(PacketArena.HEADROOM);
  }

  @Test
  void pushAndPullMoveTheFront() {
    PacketArena arena = new PacketArena(1);
    int packet = arena.allocate(new byte[] {1, 2, 3}, 0, 3);
    arena.push(packet, 2);
    assertThat(arena.length(packet)).isEqualTo(5);
    arena.pull(packet, 3);
    assertThat(arena.copy(packet)).containsExactly(2, 3);
  }

  @Test
  void cutLeavesWhatLiesInTheMiddle() {
    PacketArena arena = new PacketArena(1);
    int packet = arena.allocate(new byte[] {1, 2, 3, 4}, 0, 4);
    assertThat(arena.cut(packet, 1, 2)).isEqualTo(arena.start(packet));
    assertThat(arena.copy(packet)).containsExactly(2, 3);
    assertThatThrownBy(() -> arena.cut(packet, 1, 2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> arena.cut(packet, 1, -1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itKnowsWhetherAnyPacketIsMarked() {
    PacketArena arena = new PacketArena(2);
    int first = arena.allocate();
    int second = arena.allocate();
    assertThat(arena.hasMarks()).isFalse();
    arena.setMark(first, 7);
    arena.setMark(first, 8);
    arena.setMark(second, 9);
    arena.release(first);
    assertThat(arena.hasMarks()).isTrue();
    arena.setMark(second, 0);
    arena.setMark(second, 0);
    assertThat(arena.hasMarks()).isFalse();
    arena.setMark(second, 1);
    arena.release(second);
    assertThat(arena.hasMarks()).isFalse();
  }

  @Test
  void brokenUseThrows() {
    PacketArena arena = new PacketArena(1);
    int packet = arena.allocate();
    assertThatThrownBy(() -> arena.push(packet, PacketArena.HEADROOM + 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> arena.pull(packet, 1)).isInstanceOf(IllegalStateException.class);
    arena.release(packet);
    assertThatThrownBy(() -> arena.release(packet)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new PacketArena(0)).hasMessageContaining("1..1000000");
  }

  @Test
  void touchingReadsEveryPacketOfABurstAndChangesNone() {
    PacketArena arena = new PacketArena(3);
    Burst burst = new Burst();
    for (byte value = 1; value <= 3; value++) {
      burst.add(arena.allocate(new byte[] {value, 9}, 0, 2));
    }
    arena.touch(burst, 1, 3);
    assertThat(arena.touched()).isEqualTo(2 + 3);
    assertThat(arena.copy(burst.packet(1))).containsExactly(2, 9);
    arena.touch(burst, 0, 0);
    assertThat(arena.touched()).isZero();
  }
}
