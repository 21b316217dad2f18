package io.azimux.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws by which replicas agree whatever the network does. */
class SegmentLawsTest {
  private static final int SLOTS = 4;

  /** What one writer wrote, over two lives, and what any replica may know of one slot. */
  private static final class History {
    final List<SegmentRing.Write> writes = new ArrayList<>();
    final RandomSource random;

    History(long seed) {
      random = new RandomSource(seed);
      long now = 0;
      for (int life = 0; life < 2; life++) {
        SegmentRing ring = new SegmentRing(SLOTS, 1 + life);
        for (int i = 0; i < 40 + random.nextInt(400); i++) {
          now += random.nextInt(400_000_000);
          writes.add(ring.add(i, now, rows(random), now));
          for (SegmentRing.Write seal = ring.seal(now); seal != null; seal = ring.seal(now)) {
            writes.add(seal);
          }
        }
      }
    }

    /**
     * A state of one slot, of a random part of the writes in a random order, some of them twice.
     */
    Segment state(int slot) {
      Segment state = Segment.EMPTY;
      int draws = random.nextInt(3 * writes.size());
      for (int i = 0; i < draws; i++) {
        SegmentRing.Write write = writes.get(random.nextInt(writes.size()));
        if (write.slot() == slot) {
          state = state.merge(write.delta());
        }
      }
      return random.chance(0.3) ? Segment.ofBytes(state.toBytes()) : state;
    }
  }

  static long[] rows(RandomSource random) {
    long[] rows = new long[3 * random.nextInt(random.chance(0.1) ? 501 : 5)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextLong();
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mergingIsCommutativeAssociativeAndIdempotent(long seed) {
    History history = new History(seed);
    for (int round = 0; round < 200; round++) {
      int slot = round % SLOTS;
      Segment a = history.state(slot);
      Segment b = history.state(slot);
      Segment c = history.state(slot);
      String where = "seed " + seed + " round " + round;
      assertThat(a.merge(b)).as(where).isEqualTo(b.merge(a));
      assertThat(a.merge(b).merge(c)).as(where).isEqualTo(a.merge(b.merge(c)));
      assertThat(a.merge(a)).as(where).isEqualTo(a);
      assertThat(a.merge(Segment.EMPTY)).as(where).isEqualTo(a);
      assertThat(a.merge(b).merge(b)).as(where).isEqualTo(a.merge(b));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void deltasInAnyOrderGroupingAndNumberMakeTheWritersState(long seed) {
    History history = new History(seed);
    Segment[] full = new Segment[SLOTS];
    Segment[] replica = new Segment[SLOTS];
    for (int slot = 0; slot < SLOTS; slot++) {
      full[slot] = Segment.EMPTY;
      replica[slot] = Segment.EMPTY;
    }
    history.writes.forEach(w -> full[w.slot()] = full[w.slot()].merge(w.delta()));
    List<SegmentRing.Write> arriving = new ArrayList<>(history.writes);
    for (int i = 0; i < history.writes.size() / 3; i++) {
      arriving.add(history.writes.get(history.random.nextInt(history.writes.size())));
    }
    SegmentDelta[] group = {
      SegmentDelta.NOTHING, SegmentDelta.NOTHING, SegmentDelta.NOTHING, SegmentDelta.NOTHING
    };
    while (!arriving.isEmpty()) {
      SegmentRing.Write write = arriving.remove(history.random.nextInt(arriving.size()));
      int slot = write.slot();
      group[slot] = group[slot].merge(SegmentDelta.ofBytes(write.delta().toBytes()));
      if (history.random.chance(0.5) || arriving.size() < SLOTS * 20) {
        replica[slot] = replica[slot].merge(group[slot]);
        group[slot] = SegmentDelta.NOTHING;
      }
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      replica[slot] = replica[slot].merge(group[slot]);
      assertThat(replica[slot]).as("seed " + seed + " slot " + slot).isEqualTo(full[slot]);
      assertThat(replica[slot].toBytes()).as("seed " + seed).isEqualTo(full[slot].toBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void whatWasLostIsHealedByFullStateOnceSegmentsAreSealed(long seed) {
    RandomSource random = new RandomSource(seed);
    SegmentRing ring = new SegmentRing(SLOTS, 1);
    Segment replica = Segment.EMPTY;
    SegmentRing.Write write = ring.add(0, 0, rows(random), 0);
    int slot = write.slot();
    for (int i = 1; i < Segment.MAX_CHUNKS; i++) {
      if (random.chance(0.5)) {
        replica = replica.merge(write.delta());
      }
      write = ring.add(i, i, new long[3], i);
      assertThat(write.slot()).isEqualTo(slot);
    }
    replica = replica.merge(write.delta());
    assertThat(replica.toBytes()).as("seed " + seed).isEqualTo(ring.segment(slot).toBytes());
    SegmentRing.Write seal = ring.seal(SegmentRing.SEAL_NANOS + Segment.MAX_CHUNKS);
    assertThat(seal).isNotNull();
    replica = replica.merge(seal.delta());
    assertThat(replica.toBytes()).as("seed " + seed).isNotEqualTo(ring.segment(slot).toBytes());
    replica = replica.merge(Segment.ofBytes(ring.segment(slot).toBytes()));
    assertThat(replica).as("seed " + seed).isEqualTo(ring.segment(slot));
  }

  @Test
  void aMutilatedEncodingIsRefusedWhateverByteWasHit() {
    long seed = 31;
    RandomSource random = new RandomSource(seed);
    byte[] bytes = new History(seed).writes.get(3).delta().toBytes();
    for (int round = 0; round < 20_000; round++) {
      byte[] hit = bytes.clone();
      hit[random.nextInt(hit.length)] ^= (byte) (1 + random.nextInt(255));
      byte[] cut = java.util.Arrays.copyOf(hit, random.nextInt(hit.length + 1));
      try {
        assertThat(SegmentDelta.ofBytes(cut).toBytes()).as("seed " + seed).isEqualTo(cut);
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).contains("segment");
      }
    }
  }
}
