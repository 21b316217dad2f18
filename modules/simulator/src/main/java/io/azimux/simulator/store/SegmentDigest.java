package io.azimux.simulator.store;

import io.azimux.replication.Segment;

/** A digest of a segment's bytes, for comparing replicas: FNV-1a, 64 bits. */
final class SegmentDigest {
  private SegmentDigest() {}

  static long of(Segment segment) {
    if (!segment.isSealed()) {
      return segment.generation();
    }
    long digest = 0xcbf29ce484222325L ^ segment.generation();
    for (int i = 0; i < segment.closedAt(); i++) {
      // What stands in a chunk follows from who wrote it, when and as which.
      digest = (digest ^ (segment.chunk(i) == null ? 1 : 2)) * 0x100000001b3L;
    }
    return ~digest;
  }
}
