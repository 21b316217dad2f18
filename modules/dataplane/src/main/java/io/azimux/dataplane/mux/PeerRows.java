package io.azimux.dataplane.mux;

import io.azimux.node.Outbox;
import io.azimux.node.message.FlowOwnership;
import java.util.Arrays;
import java.util.List;

/** Rows and questions for each peer, gathered while a burst or a message is worked off. */
final class PeerRows {
  private static final int ROW = 3;
  private static final int KEY = 2;

  private final List<String> names;
  private final long[][] rows;
  private final int[] rowLengths;
  private final long[][] keys;
  private final int[] keyLengths;

  PeerRows(List<String> names) {
    this.names = List.copyOf(names);
    rows = new long[names.size()][16 * ROW];
    keys = new long[names.size()][16 * KEY];
    rowLengths = new int[names.size()];
    keyLengths = new int[names.size()];
  }

  /** A row for a peer to hold. At most a batch of them waits. */
  void keep(int peer, long high, long low, long row, Outbox out) {
    if (rowLengths[peer] == Outgoing.MOST * ROW) {
      flush(peer, out);
    }
    int at = rowLengths[peer];
    if (at == rows[peer].length) {
      rows[peer] = Arrays.copyOf(rows[peer], Math.min(2 * at, Outgoing.MOST * ROW));
    }
    rows[peer][at] = high;
    rows[peer][at + 1] = low;
    rows[peer][at + 2] = row;
    rowLengths[peer] = at + ROW;
  }

  /** A question to a peer; as many as flows can wait. */
  void ask(int peer, long high, long low) {
    int at = keyLengths[peer];
    if (at == keys[peer].length) {
      keys[peer] = Arrays.copyOf(keys[peer], 2 * at);
    }
    keys[peer][at] = high;
    keys[peer][at + 1] = low;
    keyLengths[peer] = at + KEY;
  }

  /** Sends all that has gathered. */
  void flush(Outbox out) {
    for (int peer = 0; peer < rows.length; peer++) {
      flush(peer, out);
    }
  }

  private void flush(int peer, Outbox out) {
    String name = names.get(peer);
    if (rowLengths[peer] > 0) {
      out.tell(name, new FlowOwnership.Keep(Arrays.copyOf(rows[peer], rowLengths[peer])));
      rowLengths[peer] = 0;
    }
    if (keyLengths[peer] > 0) {
      out.tell(name, new FlowOwnership.Ask(Arrays.copyOf(keys[peer], keyLengths[peer])));
      keyLengths[peer] = 0;
    }
  }

  /** A sign of life to every peer. */
  void greet(Outbox out) {
    names.forEach(name -> out.tell(name, new FlowOwnership.Keep(new long[0])));
  }
}
