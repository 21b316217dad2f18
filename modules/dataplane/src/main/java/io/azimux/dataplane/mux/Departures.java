package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.packet.Tcp;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets the packets of flows that have waited go on, in the order in which they came. */
final class Departures implements WaitingFlows.Release {
  /** Sends a packet to a member. */
  @FunctionalInterface
  interface Road {
    void send(int port, int packet, int member, int entropy, long nowNanos, Outbox out);
  }

  private final FlowTable flows;
  private final FlowBook book;
  private final Admission admission;
  private final MuxTrace trace;
  private final WaitingFlows waiting;
  private final Road road;

  private int entry;
  private boolean first;
  private long nowNanos;
  private @Nullable Outbox outbox;

  Departures(
      FlowTable flows,
      FlowBook book,
      Admission admission,
      MuxTrace trace,
      WaitingFlows waiting,
      Road road) {
    this.flows = flows;
    this.book = book;
    this.admission = admission;
    this.trace = trace;
    this.waiting = waiting;
    this.road = road;
  }

  /** Holds a packet of a flow that waits. Where too many do, it goes on to the flow's member. */
  int hold(int port, int packet, int flags, int entry) {
    long value = flows.value(entry);
    return waiting.hold(FlowEntry.stamp(value), packet, port, flags)
        ? Members.NONE
        : FlowEntry.member(value);
  }

  void goOn(int flow, long now, Outbox out) {
    long high = waiting.high(flow);
    long low = waiting.low(flow);
    entry = flows.find(high, low, flows.hash(high, low));
    if (entry != FlowTable.NONE) {
      long value = flows.value(entry) & ~FlowEntry.WAITING;
      book.change(entry, FlowEntry.stamped(value, now));
    }
    first = true;
    nowNanos = now;
    outbox = out;
    waiting.close(flow, this);
    outbox = null;
  }

  @Override
  public void packet(int packet, int port, int flags) {
    Outbox out = Objects.requireNonNull(outbox);
    if (entry == FlowTable.NONE) {
      trace.finish(packet, Disposition.NO_RULE, "the flow's rule went while it waited", out);
      return;
    }
    boolean syn = (flags & (Tcp.SYN | Tcp.ACK)) == Tcp.SYN;
    int member =
        first
            ? admission.goOn(packet, entry, syn, out)
            : admission.follow(packet, entry, flags, nowNanos, out);
    first = false;
    int hash = (int) flows.hash(flows.high(entry), flows.low(entry));
    road.send(port, packet, member, hash, nowNanos, out);
  }
}
