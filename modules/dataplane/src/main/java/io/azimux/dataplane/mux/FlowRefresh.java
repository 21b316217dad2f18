package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;

/**
 * When a flow that lives on has to be told of again, so that other MUXes, which see no packet of
 * it, do not forget it: soon after its client went on, and then from time to time while packets
 * come.
 */
final class FlowRefresh {
  /** Longest time between two rows of a flow whose packets keep coming. */
  static final long LONGEST_NANOS = 60_000_000_000L;

  /**
   * Time after which the others hear that a flow is trusted. Most flows are over by then, and cost
   * no second row.
   */
  static final long ESTABLISHED_NANOS = 2_000_000_000L;

  private FlowRefresh() {}

  /** Whether an open entry's flow is to be shared again. */
  static boolean isDue(FlowTable flows, Members members, int entry, long nowNanos) {
    long value = flows.value(entry);
    if ((value & (FlowEntry.SHARED | FlowEntry.TRUSTED | FlowEntry.REPLICATED))
        != (FlowEntry.SHARED | FlowEntry.TRUSTED)) {
      return false;
    }
    long age = FlowEntry.sinceStamp(value, nowNanos);
    if (!FlowEntry.is(value, FlowEntry.ESTABLISHED)) {
      return age >= ESTABLISHED_NANOS;
    }
    long every = Math.min(LONGEST_NANOS, members.idleNanos(FlowEntry.member(value)) / 4);
    return age >= every && nowNanos - flows.lastSeen(entry) < age;
  }
}
