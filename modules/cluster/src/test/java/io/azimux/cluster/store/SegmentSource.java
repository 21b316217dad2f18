package io.azimux.cluster.store;

import io.azimux.node.message.FlowBatch;
import io.azimux.replication.Segment;
import io.azimux.replication.SegmentDelta;
import io.azimux.replication.SegmentRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws what a writer does with one slot of its ring, from a seed. */
final class SegmentSource {
  private SegmentSource() {}

  /** The writes of several generations of a slot, those of seals included, in their order. */
  static List<SegmentDelta> writes(long seed, int generations) {
    Random random = new Random(seed);
    SegmentRing ring = new SegmentRing(2, 1);
    List<SegmentDelta> writes = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 2 * generations; i++) {
      int batches = 1 + random.nextInt(4);
      for (int batch = 0; batch < batches; batch++) {
        keep(writes, ring.add(i, now, rows(random, 1 + random.nextInt(3)), now));
      }
      // The segment is closed by time, and then sealed.
      now += SegmentRing.SEAL_NANOS;
      for (SegmentRing.Write seal = ring.seal(now); seal != null; seal = ring.seal(now)) {
        keep(writes, seal);
      }
    }
    return writes;
  }

  private static void keep(List<SegmentDelta> writes, SegmentRing.Write write) {
    if (write.slot() == 0) {
      writes.add(write.delta());
    }
  }

  static long[] rows(Random random, int flows) {
    return random.longs((long) flows * FlowBatch.ROW).toArray();
  }

  /** A segment with as many flows as fit, sealed. */
  static Segment full(long seed) {
    Random random = new Random(seed);
    SegmentRing ring = new SegmentRing(2, 1);
    Segment segment = Segment.EMPTY;
    SegmentRing.Write write = ring.add(1, 1, rows(random, 500), 0);
    int slot = write.slot();
    while (write.slot() == slot) {
      segment = segment.merge(write.delta());
      write = ring.add(1, 1, rows(random, 500), 0);
    }
    for (SegmentRing.Write seal = ring.seal(SegmentRing.SEAL_NANOS);
        seal != null;
        seal = ring.seal(SegmentRing.SEAL_NANOS)) {
      if (seal.slot() == slot) {
        segment = segment.merge(seal.delta());
      }
    }
    return segment;
  }
}
