package io.azimux.dataplane.mux;

import io.azimux.node.Outbox;

/** Takes rows of other MUXes in. */
@FunctionalInterface
interface RowSink {
  Incoming.Outcome apply(long high, long low, long row, long nowNanos, Outbox out);
}
