package io.azimux.dataplane.tcp;

import io.azimux.packet.Tcp;

/** What an arriving segment does to a connection: RFC 9293 section 3.10.7.3 and 3.10.7.4. */
final class Arrival {
  private final Transmission transmission;
  private final SegmentWriter writer;
  private final Endings endings;

  /** Who takes connections that have ended. */
  interface Endings {
    /** The connection has ended; in TIME-WAIT it still answers, otherwise it is gone. */
    void end(Connection c, Ending ending, long nowNanos);
  }

  Arrival(Transmission transmission, SegmentWriter writer, Endings endings) {
    this.transmission = transmission;
    this.writer = writer;
    this.endings = endings;
  }

  void process(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    c.heardAt = nowNanos;
    if (c.state == TcpState.SYN_SENT) {
      inSynSent(c, s, nowNanos, out);
    } else if (isAcceptable(c, s, nowNanos, out)
        && isNoReset(c, s, nowNanos, out)
        && isNoSyn(c, s, nowNanos, out)
        && acknowledges(c, s, nowNanos, out)) {
      takePayload(c, s);
      takeFin(c, s, nowNanos);
    }
  }

  /** Takes over the peer's initial sequence number, window and segment size. */
  static void synchronize(Connection c, Segment s) {
    c.receiveNext = s.sequence + 1;
    c.receiveEdge = c.receiveNext;
    c.maximumSegment = Math.min(TcpLimits.MSS, s.maximumSegmentSize());
    c.setWindow(s);
  }

  private void inSynSent(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    boolean acknowledged = s.has(Tcp.ACK);
    if (acknowledged && s.acknowledgment != c.sendMax) {
      if (!s.has(Tcp.RST)) {
        writer.reset(s, out);
      }
      return;
    }
    if (s.has(Tcp.RST)) {
      if (acknowledged) {
        endings.end(c, Ending.RESET, nowNanos);
      }
      return;
    }
    if (!s.has(Tcp.SYN)) {
      return;
    }
    synchronize(c, s);
    if (acknowledged) {
      open(c, s, nowNanos, out);
    } else {
      // Both sides opened at once (section 3.5, figure 7).
      c.state = TcpState.SYN_RECEIVED;
      transmission.sendSyn(c, out);
    }
  }

  private void open(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    boolean answersSyn = c.state == TcpState.SYN_SENT;
    boolean late = c.retries > 0;
    c.advance(s.acknowledgment, nowNanos);
    c.state = TcpState.ESTABLISHED;
    c.opened = true;
    c.openedAt = nowNanos;
    c.progressAt = nowNanos;
    c.setWindow(s);
    if (late) {
      c.roundTrip.onLateHandshake();
    }
    if (answersSyn) {
      // At once, so that the third packet of the handshake is a plain ACK, as with a real kernel.
      transmission.acknowledge(c, out);
    }
    c.service.onOpen(c);
  }

  /** First check: is any of it in the window? */
  private boolean isAcceptable(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    int length = s.length();
    int window = Math.max(0, c.receiveEdge - c.receiveNext);
    int offset = s.sequence - c.receiveNext;
    boolean startsInside = offset >= 0 && offset < window;
    int lastOffset = offset + length - 1;
    boolean endsInside = length > 0 && lastOffset >= 0 && lastOffset < window;
    boolean acceptable =
        startsInside
            || endsInside
            || length == 0 && offset == 0
            || coversWindow(offset, lastOffset, window);
    if (acceptable || answersSimultaneousOpen(c, s)) {
      return true;
    }
    if (s.has(Tcp.RST)) {
      return false;
    }
    if (c.state == TcpState.SYN_RECEIVED && offset == -1 && isPlainSyn(s)) {
      transmission.repeatSyn(c, out); // The SYN again: the SYN-ACK must have been lost.
    } else if (length > 0) {
      c.ackPending = true;
      if (c.state == TcpState.TIME_WAIT && s.has(Tcp.FIN)) {
        c.expiresAt = nowNanos + TcpLimits.TIME_WAIT; // Our ACK of the FIN was lost.
      }
    } else {
      transmission.challenge(c, nowNanos, out);
    }
    return false;
  }

  private static boolean coversWindow(int offset, int lastOffset, int window) {
    return window > 0 && offset < 0 && lastOffset >= window;
  }

  /** Second check: a reset counts only at exactly the next sequence number (RFC 5961 section 3). */
  private boolean isNoReset(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    if (!s.has(Tcp.RST)) {
      return true;
    }
    if (s.sequence != c.receiveNext) {
      transmission.challenge(c, nowNanos, out);
    } else if (c.state == TcpState.TIME_WAIT) {
      return false; // A reset must not cut TIME-WAIT short (RFC 1337).
    } else if (c.buffer.size() == 0
        && (c.state == TcpState.CLOSING || c.state == TcpState.LAST_ACK)) {
      endings.end(c, Ending.CLOSED, nowNanos); // Both sides are done: no news (section 3.10.7.4).
    } else {
      endings.end(c, Ending.RESET, nowNanos);
    }
    return false;
  }

  /** Fourth check: a SYN in the window is challenged, not believed (RFC 5961 section 4). */
  private boolean isNoSyn(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    if (s.has(Tcp.SYN) && !answersSimultaneousOpen(c, s)) {
      transmission.challenge(c, nowNanos, out);
      return false;
    }
    return true;
  }

  private static boolean isPlainSyn(Segment s) {
    return s.has(Tcp.SYN) && !s.has(Tcp.ACK);
  }

  /**
   * Both sides sent a SYN; this SYN-ACK repeats the peer's and so lies before the window (section
   * 3.5, figure 7).
   */
  private static boolean answersSimultaneousOpen(Connection c, Segment s) {
    return c.state == TcpState.SYN_RECEIVED
        && c.active
        && (s.flags & (Tcp.SYN | Tcp.ACK | Tcp.RST)) == (Tcp.SYN | Tcp.ACK)
        && s.sequence == c.receiveNext - 1
        && s.acknowledgment == c.sendMax;
  }

  /** Fifth check: the acknowledgment. */
  private boolean acknowledges(Connection c, Segment s, long nowNanos, SegmentOutput out) {
    if (!s.has(Tcp.ACK)) {
      return false;
    }
    if (c.state == TcpState.SYN_RECEIVED) {
      if (s.acknowledgment != c.sendMax) {
        writer.reset(s, out);
        return false;
      }
      open(c, s, nowNanos, out);
      return !c.abortRequested;
    }
    int ahead = s.acknowledgment - c.sendUnacknowledged;
    if (s.acknowledgment - c.sendMax > 0 || ahead < -c.largestSendWindow) {
      transmission.challenge(c, nowNanos, out); // RFC 5961 section 5.
      return false;
    }
    if (ahead > 0) {
      c.advance(s.acknowledgment, nowNanos);
      onFinAcknowledged(c, nowNanos);
    } else if (ahead == 0) {
      countDuplicate(c, s);
    }
    if (ahead >= 0) {
      updateWindow(c, s);
    }
    return c.state != TcpState.CLOSED;
  }

  private void countDuplicate(Connection c, Segment s) {
    boolean duplicate =
        c.isOutstanding()
            && s.length() == 0
            && s.window == c.sendWindow
            && c.sendUnacknowledged - c.recover >= 0;
    if (duplicate && ++c.duplicateAcks == TcpLimits.DUPLICATE_ACKS) {
      transmission.fastRetransmit(c);
    }
  }

  private static void updateWindow(Connection c, Segment s) {
    int newer = s.sequence - c.windowUpdateSequence;
    if (newer > 0 || newer == 0 && s.acknowledgment - c.windowUpdateAcknowledgment >= 0) {
      boolean reopened = c.sendWindow == 0 && s.window > 0;
      c.setWindow(s);
      if (reopened) {
        c.sendNext = c.sendUnacknowledged; // The peer did not keep what the probe carried.
        c.retransmitAt = Connection.NEVER;
      }
      if (s.window == 0) {
        c.retries = 0; // It lives and says so; probing may go on for ever (section 3.8.6.1).
      }
    }
  }

  private void onFinAcknowledged(Connection c, long nowNanos) {
    if (!c.finSent || c.isOutstanding()) {
      return;
    }
    if (c.state == TcpState.FIN_WAIT_1) {
      c.state = TcpState.FIN_WAIT_2;
      c.expiresAt = nowNanos + TcpLimits.FIN_WAIT_2;
    } else if (c.state == TcpState.CLOSING) {
      enterTimeWait(c, nowNanos);
    } else if (c.state == TcpState.LAST_ACK) {
      endings.end(c, Ending.CLOSED, nowNanos);
    }
  }

  private void enterTimeWait(Connection c, long nowNanos) {
    c.state = TcpState.TIME_WAIT;
    c.expiresAt = nowNanos + TcpLimits.TIME_WAIT;
    endings.end(c, Ending.CLOSED, nowNanos);
  }

  /** Seventh: the payload, if it is the next in order. */
  private void takePayload(Connection c, Segment s) {
    boolean receiving =
        c.state == TcpState.ESTABLISHED
            || c.state == TcpState.FIN_WAIT_1
            || c.state == TcpState.FIN_WAIT_2;
    if (s.payloadLength == 0 || !receiving) {
      c.ackPending |= s.payloadLength > 0;
      return;
    }
    c.ackPending = true;
    int known = c.receiveNext - s.sequence;
    int fits = Math.min(s.payloadLength - known, c.receiveEdge - c.receiveNext);
    if (known < 0 || fits <= 0) {
      return; // Out of order, or all of it known: the acknowledgment says what is expected.
    }
    c.receiveNext += fits;
    c.service.onData(c, s.bytes, s.payload + known, fits);
  }

  /** Eighth: the FIN, if everything before it has arrived. */
  private void takeFin(Connection c, Segment s, long nowNanos) {
    if (!s.has(Tcp.FIN) || c.abortRequested) {
      return;
    }
    c.ackPending = true;
    if (s.sequence + s.payloadLength != c.receiveNext) {
      return;
    }
    switch (c.state) {
      case ESTABLISHED -> closedByPeer(c, TcpState.CLOSE_WAIT);
      case FIN_WAIT_1 -> closedByPeer(c, TcpState.CLOSING);
      case FIN_WAIT_2 -> {
        closedByPeer(c, TcpState.FIN_WAIT_2);
        enterTimeWait(c, nowNanos);
      }
      default -> {}
    }
  }

  private static void closedByPeer(Connection c, TcpState next) {
    c.receiveNext++;
    c.state = next;
    c.service.onPeerClosed(c);
  }
}
