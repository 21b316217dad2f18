package io.azimux.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.replication.SegmentDelta;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of a delta CRDT, on the types that Pekko merges. */
class ReplicatedSegmentTest {
  private static final int SEEDS = 300;

  @Test
  void replicasThatGotAllWritesInAnyOrderAndNumberAreEqual() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<SegmentDelta> writes = SegmentSource.writes(seed, 3);
      ReplicatedSegment writer = ReplicatedSegment.EMPTY;
      for (SegmentDelta write : writes) {
        writer = writer.write(write).resetDelta();
      }
      Random random = new Random(seed);
      List<SegmentDelta> seen = new ArrayList<>(writes);
      seen.addAll(writes.subList(0, random.nextInt(writes.size())));
      Collections.shuffle(seen, random);
      ReplicatedSegment reader = ReplicatedSegment.EMPTY;
      for (SegmentDelta write : seen) {
        reader = reader.mergeDeltaData(new ReplicatedSegmentDelta(write));
      }
      assertThat(reader).as("seed %d", seed).isEqualTo(writer);
    }
  }

  @Test
  void mergingIsCommutativeAssociativeAndIdempotent() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<SegmentDelta> writes = SegmentSource.writes(seed, 2);
      ReplicatedSegment a = some(writes, random);
      ReplicatedSegment b = some(writes, random);
      ReplicatedSegment c = some(writes, random);
      assertThat(a.mergeData(b)).as("seed %d", seed).isEqualTo(b.mergeData(a));
      assertThat(a.mergeData(b).mergeData(c))
          .as("seed %d", seed)
          .isEqualTo(a.mergeData(b.mergeData(c)));
      assertThat(a.mergeData(a)).as("seed %d", seed).isSameAs(a);
    }
  }

  @Test
  void deltasPutTogetherDoWhatTheyDoOneByOneAndAreTooLargeForADeltaTick() {
    for (long seed = 0; seed < SEEDS; seed++) {
      List<SegmentDelta> writes = SegmentSource.writes(seed, 2);
      ReplicatedSegment oneByOne = ReplicatedSegment.EMPTY;
      ReplicatedSegmentDelta together = new ReplicatedSegmentDelta(writes.get(0));
      assertThat(together.deltaSize()).isEqualTo(1);
      for (SegmentDelta write : writes) {
        ReplicatedSegmentDelta delta = new ReplicatedSegmentDelta(write);
        oneByOne = oneByOne.mergeDeltaData(delta);
        together = together.mergeData(delta);
      }
      assertThat(together.deltaSize()).isGreaterThan(1);
      assertThat(together.zero().mergeDeltaData(together)).as("seed %d", seed).isEqualTo(oneByOne);
    }
  }

  @Test
  void everyWriteCarriesADeltaAlsoOneThatChangesNothingAndNoOtherMergeDoes() {
    SegmentDelta write = SegmentSource.writes(1, 1).get(0);
    ReplicatedSegment once = ReplicatedSegment.EMPTY.write(write);
    assertThat(once.deltaData()).contains(new ReplicatedSegmentDelta(write));
    ReplicatedSegment twice = once.resetDelta().write(write);
    assertThat(twice.deltaData()).contains(new ReplicatedSegmentDelta(write));
    assertThat(twice.resetDelta().deltaData()).isEmpty();
    assertThat(ReplicatedSegment.EMPTY.learn(write).deltaData()).isEmpty();
    assertThat(ReplicatedSegment.EMPTY.mergeData(once).deltaData()).isEmpty();
  }

  private static ReplicatedSegment some(List<SegmentDelta> writes, Random random) {
    ReplicatedSegment segment = ReplicatedSegment.EMPTY;
    for (SegmentDelta write : writes) {
      if (random.nextBoolean()) {
        segment = segment.mergeDeltaData(new ReplicatedSegmentDelta(write));
      }
    }
    return segment;
  }
}
