package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowOwnership;
import java.util.Arrays;

/**
 * Rows that came after younger ones of their writer: the flow may have ended since, in a row that
 * meant nothing here as the flow was not known. So the writer is asked what became of it.
 */
final class LateRows {
  private long[] keys = new long[64];
  private int length;

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
  void ask(String writer, Outbox out) {
    if (length > 0) {
      out.tell(writer, new FlowOwnership.Ask(Arrays.copyOf(keys, length)));
      length = 0;
    }
  }

  /** Tells what is known of flows: 0 for those that are not. */
  void answer(String from, FlowOwnership.Ask ask, TableWide.Parts parts, Outbox out) {
    long[] asked = ask.keys();
    long[] rows = new long[asked.length / 2 * FlowBatch.ROW];
    FlowTable flows = parts.flows();
    for (int i = 0, at = 0; i + 1 < asked.length; i += 2, at += FlowBatch.ROW) {
      int entry = flows.find(asked[i], asked[i + 1], flows.hash(asked[i], asked[i + 1]));
      rows[at] = asked[i];
      rows[at + 1] = asked[i + 1];
      rows[at + 2] = entry == FlowTable.NONE ? 0 : parts.incoming().rowOf(entry);
    }
    out.tell(from, new FlowOwnership.Tell(rows));
  }

  /** The writer has answered: a flow that it does not know is over. */
  void told(
      FlowOwnership.Tell tell, TableWide.Parts parts, RowSink sink, long nowNanos, Outbox out) {
    long[] rows = tell.rows();
    FlowTable flows = parts.flows();
    for (int i = 0; i < rows.length; i += FlowBatch.ROW) {
      int entry = flows.find(rows[i], rows[i + 1], flows.hash(rows[i], rows[i + 1]));
      if (rows[i + 2] != 0) {
        sink.apply(rows[i], rows[i + 1], rows[i + 2], nowNanos, out);
      } else if (entry != FlowTable.NONE
          && FlowEntry.is(flows.value(entry), FlowEntry.REPLICATED)) {
        parts.book().change(entry, flows.value(entry) | FlowEntry.PEER_CLOSED);
      }
    }
  }
}
