package io.azimux.simulator.store;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.message.FlowBatch;
import java.util.Arrays;

/** What a replica of flows counts. */
final class FlowAccounts {
  /** Most segments of one letter of gossip. */
  static final int MOST_STATES = 8;

  /** Lags remembered: those of the last batches. */
  private static final int LAGS = 1024;

  private final long[] lags = new long[LAGS];
  private long batchesReceived;
  private long rowsSent;
  private long rowsReceived;
  private long failures;

  void sent(int rows) {
    rowsSent += rows;
  }

  void received(int rows, long lagNanos) {
    rowsReceived += rows;
    lags[(int) (batchesReceived++ % LAGS)] = lagNanos;
  }

  void failed() {
    failures++;
  }

  long failures() {
    return failures;
  }

  void measure(Meter meter) {
    int known = (int) Math.min(LAGS, batchesReceived);
    if (known > 0) {
      long[] sorted = Arrays.copyOf(lags, known);
      Arrays.sort(sorted);
      meter.reading(Measure.REPLICATION_LAG, "0.5", sorted[known / 2] * 1e-9);
      meter.reading(Measure.REPLICATION_LAG, "0.99", sorted[known * 99 / 100] * 1e-9);
    }
    long rowBytes = (long) FlowBatch.ROW * Long.BYTES;
    meter.reading(Measure.REPLICATION_ROWS, "sent", rowsSent);
    meter.reading(Measure.REPLICATION_ROWS, "received", rowsReceived);
    meter.reading(Measure.REPLICATION_BYTES, "sent", rowsSent * rowBytes);
    meter.reading(Measure.REPLICATION_BYTES, "received", rowsReceived * rowBytes);
  }
}
