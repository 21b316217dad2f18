package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.FiveTuple;

/**
 * As {@link TableWide}, but a flow's first packet waits until all other MUXes hold the flow (pfsync
 * calls it defer), or its time is up. So no other MUX can see a packet of a flow that it does not
 * know, but for those that were let go unconfirmed; each of them is noted.
 */
final class Deferred extends TableWide {
  /**
   * Batches on their way above which new rows gather for {@link #GATHER_NANOS}: below it a batch
   * goes at the end of the burst that made it.
   */
  private static final int MOST_UNCONFIRMED = 4;

  private static final long GATHER_NANOS = 2_000_000L;

  /** Lets a flow's packets go on. */
  @FunctionalInterface
  interface Departure {
    void goOn(int flow, long nowNanos, Outbox out);
  }

  private final Departure departure;
  private long told;
  private long confirmed;
  private long stored;
  private long released;

  Deferred(Parts parts, Departure departure) {
    super(parts, new Outgoing(parts.mux(), GATHER_NANOS, true));
    this.departure = departure;
  }

  @Override
  public boolean opened(int entry, boolean fallback, long nowNanos, Outbox out) {
    if (fallback) {
      return super.opened(entry, true, nowNanos, out);
    }
    FlowTable flows = parts.flows();
    long number = share(entry, 0, nowNanos, out);
    told = number;
    int flow = parts.waiting().open(flows.high(entry), flows.low(entry), number, nowNanos);
    if (flow == WaitingFlows.NONE) {
      noteReleased(flows.high(entry), flows.low(entry), 0, out);
      return false;
    }
    long value = FlowEntry.withStamp(flows.value(entry), flow) | FlowEntry.WAITING;
    flows.setValue(entry, value);
    setTimer(out);
    return true;
  }

  @Override
  public void burstEnded(long nowNanos, Outbox out) {
    if (outgoing.dueNanos() != Outbox.NEVER && told - confirmed <= MOST_UNCONFIRMED) {
      outgoing.flush(out);
    }
  }

  @Override
  public boolean onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof BatchStored answer) {
      confirmed = Math.max(confirmed, answer.number());
      if (answer.everywhere()) {
        release(answer.number(), nowNanos, out);
      }
      burstEnded(nowNanos, out);
      setTimer(out);
      return true;
    }
    return super.onMessage(from, message, nowNanos, out);
  }

  private void release(long number, long nowNanos, Outbox out) {
    WaitingFlows waiting = parts.waiting();
    int flow = waiting.oldest();
    while (flow != WaitingFlows.NONE && waiting.ticket(flow) <= number) {
      int younger = waiting.younger(flow);
      if (waiting.ticket(flow) == number) {
        stored++;
        departure.goOn(flow, nowNanos, out);
      }
      flow = younger;
    }
  }

  @Override
  public void onTimer(long nowNanos, Outbox out) {
    WaitingFlows waiting = parts.waiting();
    while (waiting.deadline() <= nowNanos) {
      int flow = waiting.oldest();
      long waited = nowNanos - waiting.sinceNanos(flow);
      noteReleased(waiting.high(flow), waiting.low(flow), waited, out);
      departure.goOn(flow, nowNanos, out);
    }
    super.onTimer(nowNanos, out);
  }

  private void noteReleased(long high, long low, long waitedNanos, Outbox out) {
    released++;
    out.note(new Fact.FlowReleased(FiveTuple.ofKey(high, low), waitedNanos));
  }

  @Override
  long nextNanos() {
    return Math.min(super.nextNanos(), parts.waiting().deadline());
  }

  @Override
  public void measure(Meter meter) {
    super.measure(meter);
    meter.reading(Measure.MUX_DEFERRED, "stored", stored);
    meter.reading(Measure.MUX_DEFERRED, "released", released);
    meter.reading(Measure.MUX_DEFERRED, "waiting", parts.waiting().size());
  }
}
