package io.azimux.dataplane.mux;

import io.azimux.node.Outbox;
import io.azimux.node.message.FlowBatch;
import java.util.Arrays;

/** Rows on their way to the store, batched. */
final class Outgoing {
  /** Most flows of a batch: 12 KB. */
  static final int MOST = 500;

  private final String mux;
  private final long batchNanos;
  private final boolean acknowledge;
  private final long[] rows = new long[MOST * FlowBatch.ROW];
  private int length;
  private long number = 1;
  private long dueNanos = Outbox.NEVER;

  Outgoing(String mux, long batchNanos, boolean acknowledge) {
    this.mux = mux;
    this.batchNanos = batchNanos;
    this.acknowledge = acknowledge;
  }

  /** Adds a row; returns the number of the batch that it goes with. */
  long add(long high, long low, long value, long nowNanos, Outbox out) {
    if (length == rows.length) {
      flush(out);
    }
    if (length == 0) {
      dueNanos = nowNanos + batchNanos;
    }
    rows[length] = high;
    rows[length + 1] = low;
    rows[length + 2] = value;
    length += FlowBatch.ROW;
    return number;
  }

  /** When the batch must go; {@link Outbox#NEVER} while it is empty. */
  long dueNanos() {
    return dueNanos;
  }

  /** Sends the batch if it has any row. */
  void flush(Outbox out) {
    if (length > 0) {
      long[] batch = Arrays.copyOf(rows, length);
      out.tell(FlowBatch.STORE, new FlowBatch(mux, number, batch, acknowledge, 0));
      length = 0;
      number++;
      dueNanos = Outbox.NEVER;
    }
  }
}
