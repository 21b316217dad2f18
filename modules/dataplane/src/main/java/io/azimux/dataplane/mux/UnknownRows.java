package io.azimux.dataplane.mux;

import java.util.Arrays;

/**
 * Rows for which there is no rule yet: goal states reach MUXes at different times. They are tried
 * again with each goal state, and then forgotten.
 */
final class UnknownRows {
  /**
   * Most rows kept, the newest: what comes at 200,000 a second in the 20 ms between goal states.
   */
  static final int MOST = 4096;

  private static final int ROW = 3;

  /** Takes rows for another try. */
  @FunctionalInterface
  interface Sink {
    void row(long high, long low, long row);
  }

  private long[] rows = new long[16 * ROW];
  private int length;
  private int oldest;

  void keep(long high, long low, long row) {
    if (length == MOST * ROW) {
      put(oldest, high, low, row);
      oldest = oldest + ROW == length ? 0 : oldest + ROW;
      return;
    }
    if (length == rows.length) {
      rows = Arrays.copyOf(rows, Math.min(MOST * ROW, 2 * length));
    }
    put(length, high, low, row);
    length += ROW;
  }

  int size() {
    return length / ROW;
  }

  void retry(Sink sink) {
    long[] before = rows;
    int count = length;
    int from = oldest;
    rows = new long[16 * ROW];
    length = 0;
    oldest = 0;
    for (int i = 0; i < count; i += ROW) {
      int at = (from + i) % count;
      sink.row(before[at], before[at + 1], before[at + 2]);
    }
  }

  private void put(int at, long high, long low, long row) {
    rows[at] = high;
    rows[at + 1] = low;
    rows[at + 2] = row;
  }
}
