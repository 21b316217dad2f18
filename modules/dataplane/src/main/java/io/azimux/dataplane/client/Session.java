package io.azimux.dataplane.client;

import io.azimux.dataplane.tcp.Connection;
import org.jspecify.annotations.Nullable;

/** One SSH-like session, from the first SYN to its end. */
final class Session {
  final Connection connection;
  final SessionPlan plan;

  /** Number of the trace, 0 where it is none. */
  final int trace;

  /** Seed of its text. */
  final long seed;

  /** Bytes of the server's identification seen so far, and whether it is complete. */
  int bannerBytes;

  boolean identified;
  int linesSent;
  long echoedBytes;
  long nextLineAt;
  long heardAt;

  /** How it ended, where that is known before the connection ends. */
  @Nullable String outcome;

  Session(Connection connection, SessionPlan plan, int trace, long seed) {
    this.connection = connection;
    this.plan = plan;
    this.trace = trace;
    this.seed = seed;
  }

  boolean isComplete() {
    return echoedBytes == plan.bytes();
  }

  /** True where another line may be written, be it due or not. */
  boolean mayWrite() {
    long outstanding = (long) linesSent * plan.lineBytes() - echoedBytes;
    return outcome == null
        && identified
        && linesSent < plan.lines()
        && outstanding < (long) Sessions.OUTSTANDING_LINES * plan.lineBytes()
        && connection.room() >= plan.lineBytes();
  }
}
