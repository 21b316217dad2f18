package io.azimux.dataplane.mux;

import io.azimux.topology.Bgp;

/**
 * Notices that the process of the MUX stood still for so long that the routers have given it up: by
 * a signal, a long collection of garbage, or a virtual machine that was moved. Meanwhile its peers
 * have taken its flows and perhaps heard of other rules, and what waited in front of it comes in
 * any order. For a short while it then forwards only flows that it knows; a first packet that it
 * would send by old rules may be of a flow that has begun elsewhere.
 */
final class Standstill {
  /** Time in which what the others said meanwhile is read: they are on the same machines. */
  static final long CAUTION_NANOS = 500_000_000L;

  /** Shorter gaps between two calls are ordinary: the table is looked at every 100 ms. */
  private static final long ORDINARY_NANOS = 3 * FlowAging.EVERY_NANOS;

  private final long limitNanos;
  private long calledNanos = Long.MAX_VALUE;
  private long cautiousUntilNanos = Long.MIN_VALUE;

  Standstill(Bgp bgp) {
    limitNanos = Math.max(bgp.detection().toNanos(), ORDINARY_NANOS);
  }

  /** The MUX is called. */
  void called(long nowNanos) {
    if (calledNanos != Long.MAX_VALUE && nowNanos - calledNanos > limitNanos) {
      cautiousUntilNanos = nowNanos + CAUTION_NANOS;
    }
    calledNanos = nowNanos;
  }

  /** True while a flow that is not in the table must not be decided on. */
  boolean isRecent(long nowNanos) {
    return nowNanos < cautiousUntilNanos;
  }
}
