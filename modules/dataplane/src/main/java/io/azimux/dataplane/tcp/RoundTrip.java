package io.azimux.dataplane.tcp;

/**
 * The retransmission timeout of one connection (RFC 6298). One segment is timed at a time; nothing
 * that was sent twice is (Karn's algorithm, section 3).
 */
final class RoundTrip {
  private long smoothed;
  private long variation;
  private boolean measured;
  private long timeout = TcpLimits.INITIAL_RTO;

  private boolean timing;
  private int timedEnd;
  private long timedSince;

  /** Time to wait for an acknowledgment. */
  long timeout() {
    return timeout;
  }

  /** A new segment that ends before sequence number {@code end} is sent. */
  void onSent(int end, long nowNanos) {
    if (!timing) {
      timing = true;
      timedEnd = end;
      timedSince = nowNanos;
    }
  }

  /** Something is sent again: what is being timed cannot be told apart any more. */
  void onRetransmission() {
    timing = false;
  }

  /** The timer expired (section 5.5). */
  void backOff() {
    timeout = Math.min(timeout * 2, TcpLimits.MAX_RTO);
  }

  /** Everything before {@code acknowledgment} arrived. */
  void onAcknowledged(int acknowledgment, long nowNanos) {
    if (timing && acknowledgment - timedEnd >= 0) {
      timing = false;
      sample(nowNanos - timedSince);
    }
  }

  /** The handshake is complete, but a SYN was sent again (section 5.7). */
  void onLateHandshake() {
    timeout = TcpLimits.RTO_AFTER_LOST_SYN;
  }

  private void sample(long nanos) {
    if (measured) {
      // Section 2.3, alpha = 1/8 and beta = 1/4; the variation is updated first.
      variation += (Math.abs(smoothed - nanos) - variation) / 4;
      smoothed += (nanos - smoothed) / 8;
    } else {
      measured = true;
      smoothed = nanos;
      variation = nanos / 2;
    }
    long wanted = smoothed + 4 * variation;
    timeout = Math.max(TcpLimits.MIN_RTO, Math.min(TcpLimits.MAX_RTO, wanted));
  }
}
