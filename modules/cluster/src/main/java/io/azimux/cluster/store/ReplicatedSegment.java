package io.azimux.cluster.store;

import io.azimux.replication.Segment;
import io.azimux.replication.SegmentDelta;
import java.util.Optional;
import org.apache.pekko.cluster.ddata.AbstractDeltaReplicatedData;
import org.jspecify.annotations.Nullable;

/**
 * A segment as Distributed Data wants it. It does not ask for causal delivery of deltas: they merge
 * in any order, and a causal type would be sent whole whenever one is late.
 */
final class ReplicatedSegment
    extends AbstractDeltaReplicatedData<ReplicatedSegment, ReplicatedSegmentDelta> {
  /** Nobody has written. */
  static final ReplicatedSegment EMPTY = new ReplicatedSegment(Segment.EMPTY, null);

  private final Segment segment;
  private final @Nullable SegmentDelta delta;

  private ReplicatedSegment(Segment segment, @Nullable SegmentDelta delta) {
    this.segment = segment;
    this.delta = delta;
  }

  /** A segment without a change to be told of. */
  static ReplicatedSegment of(Segment segment) {
    return new ReplicatedSegment(segment, null);
  }

  Segment segment() {
    return segment;
  }

  /**
   * The writer's own change. It always carries its delta, even where that changes nothing: a write
   * without one sends the whole segment to everybody.
   */
  ReplicatedSegment write(SegmentDelta change) {
    return new ReplicatedSegment(segment.merge(change), change);
  }

  /** A change that came from a peer, and is not to be told of again. */
  ReplicatedSegment learn(SegmentDelta change) {
    return with(segment.merge(change));
  }

  // A merge that changes nothing returns the very segment; comparing contents would cost more.
  @SuppressWarnings("ReferenceEquality")
  private ReplicatedSegment with(Segment merged) {
    return merged == segment && delta == null ? this : new ReplicatedSegment(merged, null);
  }

  @Override
  public ReplicatedSegment mergeData(ReplicatedSegment other) {
    return with(segment.merge(other.segment));
  }

  @Override
  public ReplicatedSegment mergeDeltaData(ReplicatedSegmentDelta other) {
    return with(segment.merge(other.delta()));
  }

  @Override
  public Optional<ReplicatedSegmentDelta> deltaData() {
    return Optional.ofNullable(delta).map(ReplicatedSegmentDelta::new);
  }

  @Override
  public ReplicatedSegment resetDelta() {
    return with(segment);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplicatedSegment replicated && replicated.segment.equals(segment);
  }

  @Override
  public int hashCode() {
    return segment.hashCode();
  }

  @Override
  public String toString() {
    return segment.toString();
  }
}
