package io.azimux.cluster.store;

import org.apache.pekko.cluster.ddata.Key;

/** Key of a slot in a writer's ring: {@code f/mux-1/17}. */
final class SegmentKey extends Key<ReplicatedSegment> {
  private static final long serialVersionUID = 1;
  private static final String PREFIX = "f/";

  private final String writer;
  private final int slot;

  SegmentKey(String writer, int slot) {
    super(PREFIX + writer + "/" + slot);
    this.writer = writer;
    this.slot = slot;
  }

  /**
   * The key that has this id.
   *
   * @throws IllegalArgumentException where it is none of a segment
   */
  static SegmentKey of(String id) {
    int end = id.lastIndexOf('/');
    if (!id.startsWith(PREFIX) || end < PREFIX.length()) {
      throw new IllegalArgumentException("'" + id + "' is no key of a segment");
    }
    return new SegmentKey(
        id.substring(PREFIX.length(), end), Integer.parseInt(id.substring(end + 1)));
  }

  /** True where the id is one of a segment. */
  static boolean isOne(String id) {
    return id.startsWith(PREFIX);
  }

  String writer() {
    return writer;
  }

  int slot() {
    return slot;
  }
}
