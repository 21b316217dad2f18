package io.azimux.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.replication.SegmentRing.Write;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How batches become segments. */
class SegmentRingTest {
  private static final long SECOND = 1_000_000_000L;

  private static long[] flows(int count) {
    long[] rows = new long[3 * count];
    java.util.Arrays.fill(rows, -1);
    return rows;
  }

  @Test
  void aFullSegmentOfFullChunksStaysBelowItsBound() {
    SegmentRing ring = new SegmentRing(64, 1);
    Write last = ring.add(0, 0, flows(500), 0);
    for (int i = 1; last.delta().part().closedAt() == 0; i++) {
      last = ring.add(i, 0, flows(500), 0);
    }
    assertThat(last.delta().part().closedAt()).isEqualTo(16);
    Write seal = Objects.requireNonNull(ring.seal(5 * SECOND));
    assertThat(ring.segment(seal.slot()).flows()).isEqualTo(Segment.MAX_FLOWS);
    assertThat(ring.segment(seal.slot()).toBytes().length)
        .isBetween(192_000, Segment.MAX_BYTES - 1);
  }

  @Test
  void aSegmentOfManySmallChunksStaysBelowItsBoundToo() {
    SegmentRing ring = new SegmentRing(64, 1);
    Write last = ring.add(0, 0, flows(117), 0);
    for (int i = 1; last.delta().part().closedAt() == 0; i++) {
      last = ring.add(i, 0, flows(117), 0);
    }
    assertThat(last.delta().part().closedAt()).isEqualTo(Segment.MAX_CHUNKS);
    assertThat(ring.segment(last.slot()).flows()).isGreaterThan(Segment.MAX_FLOWS - 600);
    assertThat(new SegmentDelta(ring.segment(last.slot())).toBytes().length)
        .isLessThan(Segment.MAX_BYTES);
  }

  @Test
  void anOversizedBatchIsRefused() {
    SegmentRing ring = new SegmentRing(64, 1);
    assertThatThrownBy(() -> ring.add(1, 0, flows(501), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500");
  }

  @Test
  void segmentsAreSealedFiveSecondsAfterTheirLastChunkAndNotBefore() {
    SegmentRing ring = new SegmentRing(64, 1);
    for (int i = 0; i < 16; i++) {
      ring.add(i, 0, flows(500), i);
    }
    assertThat(ring.seal(5 * SECOND + 14)).isNull();
    Write seal = Objects.requireNonNull(ring.seal(5 * SECOND + 15));
    assertThat(seal.delta().part().isSealed()).isTrue();
    assertThat(seal.delta().part().closedAt()).isEqualTo(16);
    assertThat(seal.delta().part().present()).isZero();
    assertThat(ring.seal(6 * SECOND)).isNull();
  }

  @Test
  void anIdleWriterClosesAndSealsItsHeadByTime() {
    SegmentRing ring = new SegmentRing(64, 1);
    Write first = ring.add(1, 0, flows(1), 0);
    assertThat(ring.seal(5 * SECOND - 1)).isNull();
    Write seal = Objects.requireNonNull(ring.seal(5 * SECOND));
    assertThat(seal.slot()).isEqualTo(first.slot());
    assertThat(ring.segment(seal.slot()).isSealed()).isTrue();
    assertThat(ring.add(2, 0, flows(1), 6 * SECOND).slot()).isNotEqualTo(first.slot());
  }

  @Test
  void aFullSegmentThatAllPeersHoldIsNeverSealed() {
    SegmentRing ring = new SegmentRing(64, 1);
    Write last = ring.add(0, 0, flows(500), 0);
    while (last.delta().part().closedAt() == 0) {
      ring.confirm(last.delta().part().generation(), last.delta().part().present());
      last = ring.add(0, 0, flows(500), 0);
    }
    Write next = ring.add(0, 0, flows(500), 1);
    ring.confirm(last.delta().part().generation(), last.delta().part().present());
    Write seal = Objects.requireNonNull(ring.seal(6 * SECOND));
    assertThat(seal.slot()).as("the one after it is not confirmed").isEqualTo(next.slot());
    assertThat(seal.delta().part().isSealed()).isTrue();
    assertThat(ring.seal(20 * SECOND)).isNull();
    assertThat(ring.segment(last.slot()).isSealed()).isFalse();
  }

  @Test
  void aHeadThatAllPeersHoldIsClosedAllTheSameWhenItsWriterIsIdle() {
    SegmentRing ring = new SegmentRing(64, 1);
    Segment part = ring.add(1, 0, flows(1), 0).delta().part();
    ring.confirm(part.generation(), part.present());
    Segment close = Objects.requireNonNull(ring.seal(5 * SECOND)).delta().part();
    assertThat(close.closedAt()).isEqualTo(1);
    assertThat(close.isSealed()).isFalse();
  }

  @Test
  void aConfirmationOfWhatWasOverwrittenMeansNothing() {
    SegmentRing ring = new SegmentRing(2, 0);
    Segment first = ring.add(0, 0, flows(500), 0).delta().part();
    for (int i = 1; i < 33; i++) {
      ring.add(i, 0, flows(500), 0);
    }
    ring.confirm(first.generation(), -1);
    Write seal = ring.seal(5 * SECOND);
    int sealed = 0;
    for (; seal != null; seal = ring.seal(5 * SECOND)) {
      sealed += seal.delta().part().isSealed() ? 1 : 0;
    }
    assertThat(sealed).isEqualTo(2);
  }

  @Test
  void aRestartedWriterWinsOverItsOldSelf() {
    SegmentRing old = new SegmentRing(2, 5);
    SegmentRing young = new SegmentRing(2, 6);
    Segment[] replica = {Segment.EMPTY, Segment.EMPTY};
    for (int i = 0; i < 40; i++) {
      Write late = old.add(100 + i, 0, flows(500), 0);
      Write write = young.add(i, 0, flows(500), 0);
      replica[write.slot()] = replica[write.slot()].merge(write.delta());
      replica[late.slot()] = replica[late.slot()].merge(late.delta());
    }
    for (Segment segment : replica) {
      assertThat(segment.generation()).isGreaterThanOrEqualTo(6000);
      assertThat(Objects.requireNonNull(segment.chunk(0)).number()).isLessThan(100);
    }
  }

  @Test
  void aWriterWhoseClockWasSetBackOutlivesWhatTheStoreHolds() {
    SegmentRing ring = new SegmentRing(64, 1);
    ring.add(1, 0, flows(1), 0);
    ring.outlive(1_000_000);
    assertThat(ring.add(2, 0, flows(1), 0).delta().part().generation()).isEqualTo(1_000_001);
  }

  @Test
  void theRingOverwritesItsOldestSlotAndForgetsToSealIt() {
    SegmentRing ring = new SegmentRing(2, 0);
    long first = ring.add(0, 0, flows(500), 0).delta().part().generation();
    assertThat(ring.again(first)).isNotNull();
    for (int i = 1; i < 40; i++) {
      ring.add(i, 0, flows(500), 0);
    }
    assertThat(ring.again(first)).isNull();
    Write seal = Objects.requireNonNull(ring.seal(5 * SECOND));
    assertThat(seal.delta().part().generation()).isGreaterThan(first);
  }

  @Test
  void aRingHasRoomForTheFlowsOfATableWithinBounds() {
    assertThat(SegmentRing.slotsFor(16)).isEqualTo(64);
    assertThat(SegmentRing.slotsFor(1_000_000)).isEqualTo(125);
    assertThat(SegmentRing.slotsFor(16_000_000)).isEqualTo(256);
  }
}
