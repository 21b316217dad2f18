package io.azimux.dataplane.tcp;

import io.azimux.packet.Tcp;

/** The sending half of connections: what may leave, and what leaves again. */
final class Transmission {
  private final SegmentWriter writer;
  private long retransmissions;

  Transmission(SegmentWriter writer) {
    this.writer = writer;
  }

  /** Segments sent again, of all connections. */
  long retransmissions() {
    return retransmissions;
  }

  /** Sends the SYN of an active open, the SYN-ACK of a passive one. */
  void sendSyn(Connection c, SegmentOutput out) {
    int flags = c.state == TcpState.SYN_SENT ? Tcp.SYN : Tcp.SYN | Tcp.ACK;
    writer.send(c, c.sendUnacknowledged, flags, 0, 0, window(c), out);
  }

  /** Sends a SYN or SYN-ACK again, outside of its turn. */
  void repeatSyn(Connection c, SegmentOutput out) {
    countRetransmission(c);
    sendSyn(c, out);
  }

  /** Sends everything that may be sent now, and an acknowledgment if one is still owed. */
  void flush(Connection c, long nowNanos, SegmentOutput out) {
    if (!c.state.isSynchronized()) {
      return;
    }
    sendData(c, nowNanos, out);
    // RFC 9293 section 3.8.6.2.2: a window that had closed is announced once it is worth it.
    boolean wasSmall = c.receiveEdge - c.receiveNext < TcpLimits.MSS;
    if (c.ackPending || wasSmall && window(c) >= TcpLimits.MSS) {
      acknowledge(c, out);
    }
  }

  private void sendData(Connection c, long nowNanos, SegmentOutput out) {
    if (c.state == TcpState.FIN_WAIT_2 || c.state == TcpState.TIME_WAIT) {
      return;
    }
    int window = Math.min(c.sendWindow, c.congestionWindow);
    int unsent = unsent(c);
    while (unsent >= 0) {
      int usable = c.sendUnacknowledged + window - c.sendNext;
      int count = Math.max(0, Math.min(unsent, Math.min(usable, c.maximumSegment)));
      // A FIN needs no window: a receiver that has none drops it, and it is sent again.
      boolean fin = c.closeRequested && count == unsent;
      if (count == 0 && !fin || isSilly(c, count, unsent)) {
        break;
      }
      emit(c, count, fin, nowNanos, out);
      unsent = unsent(c);
    }
    if (unsent > 0 && c.retransmitAt == Connection.NEVER) {
      // The window is closed and nothing is in flight: probe it (RFC 9293 section 3.8.6.1).
      c.retransmitAt = nowNanos + c.roundTrip.timeout();
    }
  }

  /**
   * A piece cut small by the window waits for the acknowledgment of what is in flight (RFC 9293
   * section 3.8.6.2.1); what was written small does not, these are keystrokes.
   */
  private static boolean isSilly(Connection c, int count, int unsent) {
    return count < unsent && count < c.maximumSegment && c.sendNext != c.sendUnacknowledged;
  }

  /** Bytes written but not sent (in this pass of sending); -1 where the FIN is sent, too. */
  private static int unsent(Connection c) {
    return c.buffer.size() - (c.sendNext - c.bufferStart());
  }

  private void emit(Connection c, int count, boolean fin, long nowNanos, SegmentOutput out) {
    int sequence = c.sendNext;
    int offset = sequence - c.bufferStart();
    int end = sequence + count + (fin ? 1 : 0);
    if (!c.isOutstanding()) {
      c.progressAt = nowNanos;
    }
    if (sequence - c.sendMax < 0) {
      countRetransmission(c);
    } else {
      c.roundTrip.onSent(end, nowNanos);
    }
    c.sendNext = end;
    if (end - c.sendMax > 0) {
      c.sendMax = end;
    }
    if (c.retransmitAt == Connection.NEVER) {
      c.retransmitAt = nowNanos + c.roundTrip.timeout();
    }
    if (fin) {
      onFinSent(c);
    }
    boolean last = offset + count == c.buffer.size();
    int flags = Tcp.ACK | (count > 0 && last ? Tcp.PSH : 0) | (fin ? Tcp.FIN : 0);
    c.ackPending = false;
    writer.send(c, sequence, flags, offset, count, window(c), out);
  }

  private static void onFinSent(Connection c) {
    c.finSent = true;
    if (c.state == TcpState.ESTABLISHED) {
      c.state = TcpState.FIN_WAIT_1;
    } else if (c.state == TcpState.CLOSE_WAIT) {
      c.state = TcpState.LAST_ACK;
    }
  }

  /** Sends an acknowledgment without payload. */
  void acknowledge(Connection c, SegmentOutput out) {
    // What was sent beyond the peer's window (a probe, a FIN) must not make this unacceptable.
    int edge = c.sendUnacknowledged + c.sendWindow;
    int sequence = c.sendMax - edge > 0 ? edge : c.sendMax;
    c.ackPending = false;
    writer.send(c, sequence, Tcp.ACK, 0, 0, window(c), out);
  }

  /** Acknowledges because something was not acceptable; seldom, see the interval's reason. */
  void challenge(Connection c, long nowNanos, SegmentOutput out) {
    if (c.challengedAt == Connection.NEVER
        || nowNanos - c.challengedAt >= TcpLimits.CHALLENGE_INTERVAL) {
      c.challengedAt = nowNanos;
      acknowledge(c, out);
    }
  }

  /** Tells the peer that the connection is gone. */
  void reset(Connection c, SegmentOutput out) {
    if (c.state != TcpState.SYN_SENT) {
      writer.send(c, c.sendMax, Tcp.RST | Tcp.ACK, 0, 0, 0, out);
    }
  }

  /**
   * The retransmission timer expired (RFC 6298 section 5.4 to 5.7).
   *
   * @return false where the connection is to be given up
   */
  boolean onTimeout(Connection c, long nowNanos, SegmentOutput out) {
    c.noteStall(nowNanos);
    boolean opening = !c.state.isSynchronized();
    if (c.retries == (opening ? TcpLimits.SYN_RETRIES : TcpLimits.DATA_RETRIES)) {
      return false;
    }
    c.retries++;
    c.roundTrip.backOff();
    c.retransmitAt = nowNanos + c.roundTrip.timeout();
    if (opening) {
      repeatSyn(c, out);
      return true;
    }
    if (c.retries == 1) {
      c.slowStartThreshold = halfOfFlight(c);
    }
    c.congestionWindow = c.maximumSegment;
    goBack(c);
    if (c.sendWindow == 0 && c.buffer.size() > 0) {
      emit(c, 1, false, nowNanos, out);
    }
    return true;
  }

  /** Sends again from the first unacknowledged byte: fast retransmit (RFC 5681 section 3.2). */
  void fastRetransmit(Connection c) {
    c.slowStartThreshold = halfOfFlight(c);
    c.congestionWindow = c.slowStartThreshold;
    goBack(c);
  }

  /**
   * The next flush starts at the first unacknowledged byte, since the peer keeps nothing that came
   * out of order. Duplicate acknowledgments of what is sent again must not start this anew (RFC
   * 6582 section 3.2, "recover").
   */
  private static void goBack(Connection c) {
    c.recover = c.sendMax;
    c.duplicateAcks = 0;
    c.sendNext = c.sendUnacknowledged;
  }

  private static int halfOfFlight(Connection c) {
    return Math.max((c.sendMax - c.sendUnacknowledged) / 2, 2 * c.maximumSegment);
  }

  private void countRetransmission(Connection c) {
    c.roundTrip.onRetransmission();
    c.retransmissions++;
    retransmissions++;
  }

  /** The window to announce; its right edge never moves back (RFC 9293 section 3.8.6). */
  private static int window(Connection c) {
    int offered = Math.max(0, Math.min(TcpLimits.MAX_WINDOW, c.service.window(c)));
    int edge = c.receiveNext + offered;
    if (edge - c.receiveEdge > 0) {
      c.receiveEdge = edge;
    }
    return Math.max(0, Math.min(TcpLimits.MAX_WINDOW, c.receiveEdge - c.receiveNext));
  }
}
