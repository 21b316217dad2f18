package io.azimux.dataplane.mux;

import io.azimux.node.message.FlowBatch;

/**
 * The value of a flow as MUXes tell it to one another ({@link FlowBatch}): the backend in 56 bits,
 * and flags.
 *
 * <pre>
 * | version (4) | idle, established, fallback, closed (4) | VNI (24) | customer address (32) |
 * </pre>
 *
 * <p>The version counts the flows that one five-tuple has been: a SYN for a closed flow makes the
 * next one. Versions are compared as serial numbers (RFC 1982), so they may turn over.
 */
final class FlowRow {
  /** Chosen by the backend map for a packet in mid-flow: perhaps not where the flow began. */
  static final long FALLBACK = 1L << 57;

  /** The writer saw the client go on after the first packet. */
  static final long ESTABLISHED = 1L << 58;

  /** With CLOSED: nobody closed the flow, but its last MUX has not seen it for its idle time. */
  static final long IDLE = 1L << 59;

  private static final long BACKEND = (1L << 56) - 1;
  private static final int VERSION_SHIFT = 60;

  /** Time of a version where there is none before it: 4.3 s, so that it turns over in 69 s. */
  private static final int VERSION_NANOS_SHIFT = 32;

  private FlowRow() {}

  /** What an entry says. */
  static long of(long entry, long backend) {
    return backend
        | (FlowEntry.isClosed(entry) ? FlowBatch.CLOSED : 0)
        | (FlowEntry.is(entry, FlowEntry.SYN) ? 0 : FALLBACK)
        | ((entry & (FlowEntry.TRUSTED | FlowEntry.ESTABLISHED)) != 0 ? ESTABLISHED : 0)
        | (long) FlowEntry.version(entry) << VERSION_SHIFT;
  }

  /** The entry of a flow that another MUX told of. */
  static long toEntry(long row, int member, long nowNanos) {
    long value = FlowEntry.of(member, (row & FALLBACK) == 0, 0, version(row), nowNanos);
    return value
        | FlowEntry.REPLICATED
        | FlowEntry.SHARED
        | ((row & ESTABLISHED) != 0 ? FlowEntry.ESTABLISHED : 0)
        | (isClosed(row) ? FlowEntry.PEER_CLOSED : 0);
  }

  static long backend(long row) {
    return row & BACKEND;
  }

  static boolean isClosed(long row) {
    return (row & FlowBatch.CLOSED) != 0;
  }

  static int version(long row) {
    return (int) (row >>> VERSION_SHIFT);
  }

  /**
   * Positive where version {@code a} is newer than {@code b}, 0 where they are the same. Of two
   * that are half a turn apart neither is; the greater number counts as newer then, as all must
   * agree.
   */
  static int newer(int a, int b) {
    int ahead = (a - b << 28) >> 28;
    return ahead == -8 && a > b ? 8 : ahead;
  }

  /** The version of a flow that begins now, and that none is known to have gone before. */
  static int versionAt(long nowNanos) {
    return (int) (nowNanos >>> VERSION_NANOS_SHIFT) & 15;
  }

  /** The version of a flow that begins now, after another one. */
  static int versionAfter(int before, long nowNanos) {
    int byTime = versionAt(nowNanos);
    return newer(byTime, before) > 0 ? byTime : before + 1 & 15;
  }

  /**
   * Which of two rows for one flow stands: positive for the first, 0 where they say the same. A
   * total order (but for versions that turn over), so that MUXes that have seen the same rows in
   * any order hold the same. A flow that began with a SYN beats one that was guessed in mid-flow;
   * then the later one stands; then a closed one; then one that the client has gone on with; and
   * then a mere rule.
   */
  static int compare(long a, long b) {
    long differs = a ^ b;
    if ((differs & FALLBACK) != 0) {
      return (a & FALLBACK) == 0 ? 1 : -1;
    }
    int newer = newer(version(a), version(b));
    if (newer != 0) {
      return newer;
    }
    if ((differs & FlowBatch.CLOSED) != 0) {
      return isClosed(a) ? 1 : -1;
    }
    if ((differs & ESTABLISHED) != 0) {
      return (a & ESTABLISHED) != 0 ? 1 : -1;
    }
    return Long.compare(backend(a), backend(b));
  }
}
