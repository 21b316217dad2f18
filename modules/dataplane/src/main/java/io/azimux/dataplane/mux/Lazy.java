package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowScan;
import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.topology.Replication;

/**
 * As {@link TableWide}, but a flow is told of only once it is old, in rounds over the table (IPVS,
 * loxilb): most flows are short, and never cost a row.
 */
final class Lazy extends TableWide {
  /** Longest age that a stamp can tell, with a round to spare. */
  static final long MAX_AGE_NANOS = 240_000_000_000L;

  private final long ageNanos;
  private final long everyNanos;
  private long roundNanos = Outbox.NEVER;

  Lazy(Parts parts, Replication settings) {
    super(parts, new Outgoing(parts.mux(), settings.batch().toNanos(), false));
    ageNanos = Math.min(MAX_AGE_NANOS, settings.lazyAge().toNanos());
    everyNanos = settings.lazyEvery().toNanos();
  }

  @Override
  public void begin(long nowNanos, Outbox out) {
    if (roundNanos == Outbox.NEVER) {
      roundNanos = nowNanos + everyNanos;
    }
    super.begin(nowNanos, out);
  }

  @Override
  public boolean opened(int entry, boolean fallback, long nowNanos, Outbox out) {
    return false;
  }

  @Override
  public void onTimer(long nowNanos, Outbox out) {
    if (roundNanos <= nowNanos) {
      roundNanos = nowNanos + everyNanos;
      FlowTable flows = parts.flows();
      FlowScan.scan(flows, 0, flows.slots(), entry -> shareOld(entry, nowNanos, out));
    }
    super.onTimer(nowNanos, out);
  }

  private void shareOld(int entry, long nowNanos, Outbox out) {
    long value = parts.flows().value(entry);
    boolean old =
        !FlowEntry.isClosed(value)
            && (value & (FlowEntry.SHARED | FlowEntry.REPLICATED)) == 0
            && FlowEntry.sinceStamp(value, nowNanos) >= ageNanos;
    if (old) {
      share(entry, 0, nowNanos, out);
    }
  }

  @Override
  long nextNanos() {
    return Math.min(super.nextNanos(), roundNanos);
  }
}
