package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowOwnership;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.PeerMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every MUX learns of every flow, by batches through the store. */
class TableWide implements FlowSharing {
  /** The parts of a MUX that sharing works with. */
  record Parts(
      String mux,
      FlowTable flows,
      FlowBook book,
      Members members,
      Incoming incoming,
      WaitingFlows waiting,
      FlowJoin join,
      Alarm alarm) {}

  /** Sets the one timer of sharing. */
  @FunctionalInterface
  interface Alarm {
    void at(long nanos, Outbox out);
  }

  /**
   * Time after the start in which rows may come that are older: what the store keeps is younger,
   * and versions of flows turn over in twice that time.
   */
  private static final long OLD_ROWS_NANOS = 30_000_000_000L;

  final Parts parts;
  final Outgoing outgoing;
  private final LateRows late;
  private final UnknownRows unknown = new UnknownRows();
  private final Map<String, Long> newest = new LinkedHashMap<>();
  private long begunNanos;

  TableWide(Parts parts, Outgoing outgoing) {
    this.parts = parts;
    this.outgoing = outgoing;
    late = new LateRows(parts.join().peers());
  }

  @Override
  public void begin(long nowNanos, Outbox out) {
    begunNanos = nowNanos;
    parts.join().begin(nowNanos, out);
    setTimer(out);
  }

  @Override
  public boolean opened(int entry, boolean fallback, long nowNanos, Outbox out) {
    share(entry, 0, nowNanos, out);
    return false;
  }

  /** Tells the others of an entry; returns the number of the batch that does. */
  final long share(int entry, long flags, long nowNanos, Outbox out) {
    FlowTable flows = parts.flows();
    long value = flows.value(entry) | FlowEntry.SHARED;
    if (FlowEntry.isTrusted(value)) {
      value |= FlowEntry.ESTABLISHED;
    }
    boolean waits = FlowEntry.is(value, FlowEntry.WAITING);
    parts.book().change(entry, waits ? value : FlowEntry.stamped(value, nowNanos));
    long row = parts.incoming().rowOf(entry) | flags;
    return send(flows.high(entry), flows.low(entry), row, nowNanos, out);
  }

  /** Sends a row to whoever is to hold it; returns the number of the batch. */
  long send(long high, long low, long row, long nowNanos, Outbox out) {
    boolean wasEmpty = outgoing.dueNanos() == Outbox.NEVER;
    long number = outgoing.add(high, low, row, nowNanos, out);
    if (wasEmpty) {
      setTimer(out);
    }
    return number;
  }

  @Override
  public void closed(int entry, long nowNanos, Outbox out) {
    if (FlowEntry.is(parts.flows().value(entry), FlowEntry.SHARED)) {
      share(entry, 0, nowNanos, out);
    }
  }

  @Override
  public void burstEnded(long nowNanos, Outbox out) {}

  @Override
  public void visit(int entry, long nowNanos, Outbox out) {
    if (FlowRefresh.isDue(parts.flows(), parts.members(), entry, nowNanos)) {
      share(entry, 0, nowNanos, out);
    }
  }

  @Override
  public void forgot(long high, long low, long value, long nowNanos, Outbox out) {
    if ((value & (FlowEntry.SHARED | FlowEntry.REPLICATED)) == FlowEntry.SHARED) {
      sendOver(high, low, value, nowNanos, out);
    }
  }

  private void sendOver(long high, long low, long value, long nowNanos, Outbox out) {
    long backend = parts.members().backend(FlowEntry.member(value));
    long row = FlowRow.of(value, backend) | FlowBatch.CLOSED | FlowRow.IDLE;
    send(high, low, row, nowNanos, out);
  }

  @Override
  public void policyChanged(long nowNanos, Outbox out) {
    unknown.retry(
        (high, low, row) -> {
          Incoming.Outcome outcome = apply(high, low, row, nowNanos, out);
          if (outcome == Incoming.Outcome.ENTERED && isOlder(row, nowNanos)) {
            late.doubt(high, low);
          }
        });
    late.askPeers(nowNanos, out);
    setTimer(out);
  }

  @Override
  public boolean onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof FlowBatch batch) {
      onBatch(batch, nowNanos, out);
      return true;
    }
    if (message instanceof FlowSync sync) {
      parts.join().onMessage(from, sync, this::apply, nowNanos, out);
      setTimer(out);
      return true;
    }
    if (message instanceof FlowOwnership.Ask ask) {
      if (isSynchronised()) {
        late.answer(from, ask, parts, out);
      }
      return true;
    }
    if (message instanceof FlowOwnership.Tell tell) {
      late.told(
          from,
          tell,
          parts,
          this::apply,
          (high, low, value) -> sendOver(high, low, value, nowNanos, out),
          nowNanos,
          out);
      return true;
    }
    return false;
  }

  private void onBatch(FlowBatch batch, long nowNanos, Outbox out) {
    long made = newest.getOrDefault(batch.writer(), Long.MIN_VALUE);
    boolean isLate = batch.madeNanos() < made;
    if (!isLate) {
      newest.put(batch.writer(), batch.madeNanos());
    }
    long[] rows = batch.rows();
    for (int i = 0; i < rows.length; i += FlowBatch.ROW) {
      Incoming.Outcome outcome = apply(rows[i], rows[i + 1], rows[i + 2], nowNanos, out);
      boolean doubtful = isLate || isOlder(rows[i + 2], nowNanos);
      if (doubtful && outcome == Incoming.Outcome.ENTERED) {
        late.doubt(rows[i], rows[i + 1]);
      }
    }
    late.ask(batch.writer(), nowNanos, out);
    setTimer(out);
  }

  /** True where a flow began before this MUX did, and lives: then the join has told of it. */
  private boolean isOlder(long row, long nowNanos) {
    return nowNanos - begunNanos < OLD_ROWS_NANOS
        && FlowRow.newer(FlowRow.versionAt(begunNanos), FlowRow.version(row)) > 0;
  }

  final Incoming.Outcome apply(long high, long low, long row, long nowNanos, Outbox out) {
    Incoming.Outcome outcome = parts.incoming().apply(high, low, row, nowNanos);
    if (outcome == Incoming.Outcome.DISPUTED) {
      FlowTable flows = parts.flows();
      share(flows.find(high, low, flows.hash(high, low)), 0, nowNanos, out);
    } else if (outcome == Incoming.Outcome.NO_RULE) {
      unknown.keep(high, low, row);
    }
    return outcome;
  }

  @Override
  public void onTimer(long nowNanos, Outbox out) {
    if (outgoing.dueNanos() <= nowNanos) {
      outgoing.flush(out);
    }
    parts.join().onTimer(nowNanos, out);
    late.onTimer(nowNanos, out);
    setTimer(out);
  }

  /** The next time at which anything is to be done. */
  long nextNanos() {
    long due = Math.min(outgoing.dueNanos(), parts.join().nextNanos());
    return Math.min(due, late.nextNanos());
  }

  final void setTimer(Outbox out) {
    parts.alarm().at(nextNanos(), out);
  }

  @Override
  public boolean isSynchronised() {
    return parts.join().isDone();
  }

  @Override
  public void measure(Meter meter) {}
}
