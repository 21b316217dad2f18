package io.azimux.cluster.store;

import io.azimux.replication.SegmentDelta;
import org.apache.pekko.cluster.ddata.AbstractReplicatedData;
import org.apache.pekko.cluster.ddata.ReplicatedDelta;
import org.apache.pekko.cluster.ddata.ReplicatedDeltaSize;

/** A change of a segment as Distributed Data wants it. */
final class ReplicatedSegmentDelta extends AbstractReplicatedData<ReplicatedSegmentDelta>
    implements ReplicatedDelta, ReplicatedDeltaSize {
  private final SegmentDelta delta;
  private final int changes;

  ReplicatedSegmentDelta(SegmentDelta delta) {
    this(delta, 1);
  }

  private ReplicatedSegmentDelta(SegmentDelta delta, int changes) {
    this.delta = delta;
    this.changes = changes;
  }

  SegmentDelta delta() {
    return delta;
  }

  @Override
  public ReplicatedSegmentDelta mergeData(ReplicatedSegmentDelta other) {
    return new ReplicatedSegmentDelta(delta.merge(other.delta), changes + other.changes);
  }

  @Override
  public ReplicatedSegment zero() {
    return ReplicatedSegment.EMPTY;
  }

  /**
   * Changes put together. More than one is given up by the replicator's delta ticks ({@code
   * max-delta-size}): everybody was sent it directly, and a tick would send it all again.
   */
  @Override
  public int deltaSize() {
    return changes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplicatedSegmentDelta replicated && replicated.delta.equals(delta);
  }

  @Override
  public int hashCode() {
    return delta.hashCode();
  }

  @Override
  public String toString() {
    return "delta: " + delta.part();
  }
}
