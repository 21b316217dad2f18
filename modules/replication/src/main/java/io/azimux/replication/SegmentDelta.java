package io.azimux.replication;

/**
 * A change of a segment, which shows its content whether the segment is sealed or not. Deltas merge
 * as segments do, and into segments in any order and number.
 *
 * @param part a segment that knows nothing but the change
 */
public record SegmentDelta(Segment part) {
  /** Knows nothing, and changes nothing. */
  public static final SegmentDelta NOTHING = new SegmentDelta(Segment.EMPTY);

  /** Both changes. */
  public SegmentDelta merge(SegmentDelta other) {
    return new SegmentDelta(part.merge(other.part));
  }

  /** Its content; about 24 bytes a flow. */
  public byte[] toBytes() {
    return SegmentBytes.write(part);
  }

  /**
   * Reads {@link #toBytes}.
   *
   * @throws IllegalArgumentException where the bytes are nothing of the kind
   */
  public static SegmentDelta ofBytes(byte[] bytes) {
    return new SegmentDelta(SegmentBytes.read(bytes));
  }
}
