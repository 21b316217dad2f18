package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowScan;
import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowSync;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a MUX that has just started comes to hold what its peers hold: it pulls the flow table of one
 * of them in parts, some at a time, and goes to the next peer where one falls silent. While it
 * does, it gives nothing itself. Where all peers are as young, or nobody is there, it is done at
 * once.
 */
final class FlowJoin {
  /** Slots of a part: about 5,700 flows of a full table, and 8,192 practically never. */
  static final int PART_SLOTS = 1 << 14;

  /** Parts asked for and not yet here: enough to hide the way, few enough for a peer's queues. */
  static final int OUTSTANDING = 4;

  /** Time without an answer after which a peer counts as silent. */
  static final long SILENCE_NANOS = 250_000_000L;

  /** Times that all peers are asked before their silence means that nobody is there. */
  static final int ROUNDS = 2;

  private enum State {
    WAITING_FOR_RULES,
    PULLING,
    DONE
  }

  private final FlowTable flows;
  private final Incoming incoming;
  private final List<String> peers;
  private final boolean fromAll;
  private final Set<Long> outstanding = new TreeSet<>();
  private final boolean[] answered;
  private State state = State.WAITING_FOR_RULES;
  private int peer;
  private int asked;
  private int nextSlot;
  private long silentNanos = Outbox.NEVER;
  private long rowsTaken;

  /**
   * A MUX that holds nothing.
   *
   * @param peers in the order in which they are asked
   * @param fromAll whether every peer holds flows that no other does
   */
  FlowJoin(FlowTable flows, Incoming incoming, List<String> peers, boolean fromAll) {
    this.flows = flows;
    this.incoming = incoming;
    this.peers = List.copyOf(peers);
    this.fromAll = fromAll;
    answered = new boolean[peers.size()];
    // Also before the rules are there: rows wait for them, and those that close flows must, too.
    incoming.keepClosed(true);
  }

  /** Rules are there: rows can be taken in. */
  void begin(long nowNanos, Outbox out) {
    if (state == State.WAITING_FOR_RULES) {
      state = State.PULLING;
      peer = -1;
      askNext(nowNanos, out);
    }
  }

  /** All other MUXes, in the order in which they are asked. */
  List<String> peers() {
    return peers;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Rows that came in parts. */
  long rowsTaken() {
    return rowsTaken;
  }

  long nextNanos() {
    return silentNanos;
  }

  void onMessage(String from, FlowSync message, RowSink sink, long nowNanos, Outbox out) {
    if (message instanceof FlowSync.Pull pull) {
      give(from, pull.cursor(), out);
    } else if (state == State.PULLING && from.equals(peers.get(peer))) {
      if (message instanceof FlowSync.Part part) {
        take(part, sink, nowNanos, out);
      } else {
        answered[peer] = true;
        askNext(nowNanos, out);
      }
    }
  }

  void onTimer(long nowNanos, Outbox out) {
    if (state == State.PULLING && silentNanos <= nowNanos) {
      askNext(nowNanos, out);
    }
  }

  private void give(String to, long cursor, Outbox out) {
    if (state != State.DONE || cursor < 0 || cursor >= flows.slots()) {
      out.tell(to, new FlowSync.Empty());
      return;
    }
    RowsOfPart part = new RowsOfPart();
    FlowScan.scan(flows, (int) cursor, PART_SLOTS, part);
    long next = cursor + PART_SLOTS;
    long end = next >= flows.slots() ? FlowSync.Part.END : next;
    out.tell(to, new FlowSync.Part(end, Arrays.copyOf(part.rows, part.length)));
  }

  /** Collects the open flows of a part. */
  private final class RowsOfPart implements FlowScan.Visitor {
    private long[] rows = new long[256 * FlowBatch.ROW];
    private int length;

    @Override
    public void visit(int entry) {
      if (FlowEntry.isClosed(flows.value(entry))) {
        return;
      }
      if (length == rows.length) {
        rows = Arrays.copyOf(rows, 2 * length);
      }
      rows[length] = flows.high(entry);
      rows[length + 1] = flows.low(entry);
      rows[length + 2] = incoming.rowOf(entry);
      length += FlowBatch.ROW;
    }
  }

  private void take(FlowSync.Part part, RowSink sink, long nowNanos, Outbox out) {
    if (!outstanding.remove(part.cursor())) {
      return;
    }
    silentNanos = nowNanos + SILENCE_NANOS;
    pull(out);
    long[] rows = part.rows();
    for (int i = 0; i < rows.length; i += FlowBatch.ROW) {
      sink.apply(rows[i], rows[i + 1], rows[i + 2], nowNanos, out);
    }
    rowsTaken += rows.length / FlowBatch.ROW;
    if (outstanding.isEmpty()) {
      answered[peer] = true;
      if (fromAll) {
        askNext(nowNanos, out);
      } else {
        finish();
      }
    }
  }

  /** Goes to the next peer that has not answered yet. */
  private void askNext(long nowNanos, Outbox out) {
    while (asked < ROUNDS * peers.size()) {
      peer = (peer + 1) % peers.size();
      asked++;
      if (!answered[peer]) {
        outstanding.clear();
        nextSlot = 0;
        silentNanos = nowNanos + SILENCE_NANOS;
        pull(out);
        return;
      }
    }
    finish();
  }

  /**
   * Asks for the next parts. All MUXes of a pool have tables of one size, so the cursors of all
   * parts are known beforehand.
   */
  private void pull(Outbox out) {
    while (outstanding.size() < OUTSTANDING && nextSlot < flows.slots()) {
      long next = (long) nextSlot + PART_SLOTS;
      outstanding.add(next >= flows.slots() ? FlowSync.Part.END : next);
      out.tell(peers.get(peer), new FlowSync.Pull(nextSlot));
      nextSlot = (int) Math.min(next, flows.slots());
    }
  }

  private void finish() {
    state = State.DONE;
    outstanding.clear();
    silentNanos = Outbox.NEVER;
    incoming.keepClosed(false);
  }
}
