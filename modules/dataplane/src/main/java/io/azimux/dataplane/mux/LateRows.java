package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowOwnership;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Rows that came after younger ones of their writer, or are older than this MUX: the flow may have
 * ended since, in a row that meant nothing here as the flow was not known, or that died with
 * another MUX. So the writer is asked what became of it; and where it is silent, as it is down or
 * has just started, one peer after the other.
 */
final class LateRows {
  /** Time in which a MUX that runs answers. */
  static final long ANSWER_NANOS = 1_000_000_000L;

  /**
   * Most flows that are asked about without an answer, 2 MB of them; the oldest questions are given
   * up. Repair brings whole segments, of many small batches.
   */
  static final int MOST_FLOWS = 1 << 17;

  /** Hears of flows that turned out to be over. */
  @FunctionalInterface
  interface Over {
    void over(long high, long low, long value);
  }

  /** Flows that somebody was asked about, and how many were asked before. */
  private record Question(long[] keys, String asked, int others, long dueNanos) {}

  private final List<String> peers;
  private final Deque<Question> open = new ArrayDeque<>();
  private int flows;
  private long[] keys = new long[64];
  private int length;

  /** Peers in the order in which they are asked where a writer is silent. */
  LateRows(List<String> peers) {
    this.peers = List.copyOf(peers);
  }

  /** A late row has entered a flow. */
  void doubt(long high, long low) {
    if (length == keys.length) {
      keys = Arrays.copyOf(keys, 2 * length);
    }
    keys[length] = high;
    keys[length + 1] = low;
    length += 2;
  }

  /** Asks about all that is doubted. */
  void ask(String writer, long nowNanos, Outbox out) {
    if (length > 0) {
      ask(Arrays.copyOf(keys, length), writer, 0, nowNanos, out);
      length = 0;
    }
  }

  /** The same where nobody knows who wrote them. */
  void askPeers(long nowNanos, Outbox out) {
    if (!peers.isEmpty()) {
      ask(peers.get(0), nowNanos, out);
    }
    length = 0;
  }

  private void ask(long[] about, String whom, int others, long nowNanos, Outbox out) {
    while (!open.isEmpty() && flows + about.length / 2 > MOST_FLOWS) {
      flows -= open.removeFirst().keys().length / 2;
    }
    open.addLast(new Question(about, whom, others, nowNanos + ANSWER_NANOS));
    flows += about.length / 2;
    out.tell(whom, new FlowOwnership.Ask(about));
  }

  /** Asks another peer where one was silent. */
  void onTimer(long nowNanos, Outbox out) {
    Question first = open.peekFirst();
    while (first != null && first.dueNanos() <= nowNanos) {
      open.removeFirst();
      flows -= first.keys().length / 2;
      int next = first.others();
      if (next < peers.size()) {
        ask(first.keys(), peers.get(next), next + 1, nowNanos, out);
      }
      first = open.peekFirst();
    }
  }

  /** When the next question is due; {@link Outbox#NEVER} where none is open. */
  long nextNanos() {
    Question first = open.peekFirst();
    return first == null ? Outbox.NEVER : first.dueNanos();
  }

  /** Tells what is known of flows: 0 for those that are not. */
  void answer(String from, FlowOwnership.Ask ask, TableWide.Parts parts, Outbox out) {
    long[] asked = ask.keys();
    long[] rows = new long[asked.length / 2 * FlowBatch.ROW];
    FlowTable table = parts.flows();
    for (int i = 0, at = 0; i + 1 < asked.length; i += 2, at += FlowBatch.ROW) {
      int entry = table.find(asked[i], asked[i + 1], table.hash(asked[i], asked[i + 1]));
      rows[at] = asked[i];
      rows[at + 1] = asked[i + 1];
      rows[at + 2] = entry == FlowTable.NONE ? 0 : parts.incoming().rowOf(entry);
    }
    out.tell(from, new FlowOwnership.Tell(rows));
  }

  /**
   * Somebody has answered: a flow that it does not know is over. The others are told, as one of
   * them may have started meanwhile, and have it from the table of this MUX.
   */
  void told(
      String from,
      FlowOwnership.Tell tell,
      TableWide.Parts parts,
      RowSink sink,
      Over over,
      long nowNanos,
      Outbox out) {
    long[] rows = tell.rows();
    if (!open.removeIf(question -> question.asked().equals(from) && isAbout(question, rows))) {
      return;
    }
    flows -= rows.length / FlowBatch.ROW;
    FlowTable table = parts.flows();
    for (int i = 0; i < rows.length; i += FlowBatch.ROW) {
      int entry = table.find(rows[i], rows[i + 1], table.hash(rows[i], rows[i + 1]));
      if (rows[i + 2] != 0) {
        sink.apply(rows[i], rows[i + 1], rows[i + 2], nowNanos, out);
      } else if (entry != FlowTable.NONE
          && FlowEntry.is(table.value(entry), FlowEntry.REPLICATED)) {
        long value = table.value(entry);
        parts.book().change(entry, value | FlowEntry.PEER_CLOSED);
        over.over(rows[i], rows[i + 1], value);
      }
    }
  }

  private static boolean isAbout(Question question, long[] rows) {
    long[] keys = question.keys();
    boolean same = keys.length / 2 == rows.length / FlowBatch.ROW;
    for (int i = 0, at = 0; same && i < keys.length; i += 2, at += FlowBatch.ROW) {
      same = keys[i] == rows[at] && keys[i + 1] == rows[at + 1];
    }
    return same;
  }
}
