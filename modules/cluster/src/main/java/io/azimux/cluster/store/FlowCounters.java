package io.azimux.cluster.store;

import io.azimux.node.Durations;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.message.FlowBatch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the flows that a process shares. Safe for use by several threads. */
public final class FlowCounters {
  /** A member did not acknowledge a write in time: dead, cut off, or slow. */
  public static final String UNCONFIRMED = "unconfirmed";

  /** A peer was not waited for any longer. */
  public static final String SILENT_PEER = "silent_peer";

  /** A direct write never came, and was asked for. */
  public static final String HOLE = "hole";

  private static final int BYTES_OF_ROW = FlowBatch.ROW * Long.BYTES;

  private final LongAdder sentRows = new LongAdder();
  private final LongAdder receivedRows = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final LagWindow lag = new LagWindow();
  private final Durations delays = Durations.ofNetwork();

  /** Rows go to all peers; they count once. */
  void sent(int rows) {
    sentRows.add(rows);
  }

  void received(int rows, long lagNanos, long nowNanos) {
    receivedRows.add(rows);
    lag.add(lagNanos, rows, nowNanos);
    synchronized (delays) {
      delays.add(lagNanos, rows);
    }
  }

  void fail(String reason) {
    failures.computeIfAbsent(reason, absent -> new LongAdder()).increment();
  }

  /** How often something went wrong for a reason. */
  public long failures(String reason) {
    LongAdder count = failures.get(reason);
    return count == null ? 0 : count.sum();
  }

  /** Flows that came from other processes. */
  public long receivedRows() {
    return receivedRows.sum();
  }

  /** Flows that went to other processes. */
  public long sentRows() {
    return sentRows.sum();
  }

  /** Reports it all. */
  void measure(Meter meter, long nowNanos) {
    for (String quantile : new String[] {"0.5", "0.99", "1"}) {
      double seconds = lag.quantile(Double.parseDouble(quantile), nowNanos);
      if (seconds > 0) {
        meter.reading(Measure.REPLICATION_LAG, quantile, seconds);
      }
    }
    synchronized (delays) {
      delays.report(Measure.REPLICATION_DELAY, meter);
    }
    meter.reading(Measure.REPLICATION_ROWS, "sent", sentRows.sum());
    meter.reading(Measure.REPLICATION_ROWS, "received", receivedRows.sum());
    meter.reading(Measure.REPLICATION_BYTES, "sent", BYTES_OF_ROW * sentRows.sum());
    meter.reading(Measure.REPLICATION_BYTES, "received", BYTES_OF_ROW * receivedRows.sum());
    for (String reason : new String[] {UNCONFIRMED, SILENT_PEER, HOLE}) {
      meter.reading(Measure.REPLICATION_FAILURES, reason, failures(reason));
    }
  }
}
