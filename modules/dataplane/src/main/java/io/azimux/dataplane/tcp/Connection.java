package io.azimux.dataplane.tcp;

import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4;

/**
 * One connection: the transmission control block (RFC 9293 section 3.3.1), and what its user may do
 * with it. What a user writes leaves when the stack gets to it: after a call of the {@link
 * Service}, or by {@link TcpStack#flush}.
 */
public final class Connection {
  static final long NEVER = Deadlines.NEVER;

  final Service service;
  final int local;
  final int localPort;
  final int remote;
  final int remotePort;

  /** True where this side opened it. */
  final boolean active;

  int number;
  TcpState state = TcpState.CLOSED;
  boolean opened;
  boolean closeRequested;
  boolean abortRequested;
  boolean finSent;
  boolean inBacklog;
  boolean endTold;

  // Send sequence variables. sendNext runs back to sendUnacknowledged to send again (go-back-N);
  // sendMax, the end of all that was ever sent, does not.
  int sendUnacknowledged;
  int sendNext;
  int sendMax;
  int sendWindow;
  int largestSendWindow;
  int windowUpdateSequence;
  int windowUpdateAcknowledgment;
  int maximumSegment = TcpLimits.DEFAULT_MSS;

  // Receive sequence variables. receiveEdge is the right edge of the window promised to the peer.
  int receiveNext;
  int receiveEdge;
  boolean ackPending;
  long challengedAt = NEVER;

  // Congestion control (RFC 5681) and retransmission.
  int congestionWindow = TcpLimits.INITIAL_WINDOW_SEGMENTS * TcpLimits.MSS;
  int slowStartThreshold = Integer.MAX_VALUE;
  int recover;
  int duplicateAcks;
  int retries;
  int retransmissions;
  long retransmitAt = NEVER;
  long expiresAt = NEVER;
  final RoundTrip roundTrip = new RoundTrip();
  final SendBuffer buffer = new SendBuffer();

  long createdAt;
  long openedAt;
  long heardAt;
  long progressAt;
  long longestStall;
  long longestStallEndedAt;
  private int tag;

  Connection(
      Service service, int local, int localPort, int remote, int remotePort, boolean active) {
    this.service = service;
    this.local = local;
    this.localPort = localPort;
    this.remote = remote;
    this.remotePort = remotePort;
    this.active = active;
  }

  /**
   * Appends bytes to what is sent, as many as fit.
   *
   * @return how many fitted, 0..{@code length}; 0 where this side has closed or the connection has
   *     ended
   */
  public int write(byte[] bytes, int from, int length) {
    boolean open = !closeRequested && !abortRequested && state != TcpState.CLOSED;
    return open ? buffer.write(bytes, from, length) : 0;
  }

  /** Bytes that {@link #write} would take. */
  public int room() {
    return buffer.room();
  }

  /** Closes this side once everything written is sent; the peer may go on sending. */
  public void close() {
    closeRequested = true;
  }

  /** Ends the connection with a reset, and forgets what was not sent. */
  public void abort() {
    abortRequested = true;
  }

  /** The number that the user left here, 0 at first. */
  public int tag() {
    return tag;
  }

  /** Leaves a number of the user's. */
  public void setTag(int newTag) {
    tag = newTag;
  }

  /** Where it stands. */
  public TcpState state() {
    return state;
  }

  /** The flow as its outgoing segments have it. */
  public FiveTuple flow() {
    return FiveTuple.of(local, remote, Ipv4.TCP, localPort, remotePort);
  }

  /** Time from the first SYN sent or received until it was established, in nanoseconds. */
  public long handshakeNanos() {
    return openedAt - createdAt;
  }

  /** Segments that were sent again. */
  public int retransmissions() {
    return retransmissions;
  }

  /**
   * Longest time, in nanoseconds, during which something was outstanding after the handshake and
   * nothing was acknowledged.
   */
  public long longestStallNanos() {
    return longestStall;
  }

  /** When that stall was over, or was last seen to last; the beginning of time without a stall. */
  public long longestStallEndedAt() {
    return longestStallEndedAt;
  }

  boolean receives(int source, int destination, int sourcePort, int destinationPort) {
    return remote == source
        && local == destination
        && remotePort == sourcePort
        && localPort == destinationPort;
  }

  /** The next time something must happen, or NEVER. */
  long deadline() {
    return state == TcpState.TIME_WAIT ? expiresAt : Math.min(retransmitAt, expiresAt);
  }

  boolean isOutstanding() {
    return sendMax != sendUnacknowledged;
  }

  boolean hasEnded() {
    return state == TcpState.CLOSED || state == TcpState.TIME_WAIT;
  }

  /** Sequence number of the oldest byte in the send buffer; the SYN came before it. */
  int bufferStart() {
    return state == TcpState.SYN_SENT || state == TcpState.SYN_RECEIVED
        ? sendUnacknowledged + 1
        : sendUnacknowledged;
  }

  /** Ends a stall, or counts it where it still lasts. */
  void noteStall(long nowNanos) {
    if (opened && isOutstanding() && nowNanos - progressAt > longestStall) {
      longestStall = nowNanos - progressAt;
      longestStallEndedAt = nowNanos;
    }
  }

  /** Everything before a sequence number is acknowledged; it lies ahead of what was so far. */
  void advance(int acknowledgment, long nowNanos) {
    noteStall(nowNanos);
    progressAt = nowNanos;
    int acknowledged = acknowledgment - sendUnacknowledged;
    buffer.drop(Math.min(acknowledgment - bufferStart(), buffer.size()));
    sendUnacknowledged = acknowledgment;
    if (sendNext - acknowledgment < 0) {
      sendNext = acknowledgment;
    }
    roundTrip.onAcknowledged(acknowledgment, nowNanos);
    retries = 0;
    duplicateAcks = 0;
    growCongestionWindow(acknowledged);
    retransmitAt = isOutstanding() ? nowNanos + roundTrip.timeout() : NEVER;
  }

  /** RFC 5681 section 3.1: slow start, then about one segment for each round trip. */
  private void growCongestionWindow(int acknowledged) {
    int more =
        congestionWindow < slowStartThreshold
            ? Math.min(acknowledged, maximumSegment)
            : Math.max(1, maximumSegment * maximumSegment / congestionWindow);
    congestionWindow = Math.min(TcpLimits.SEND_BUFFER, congestionWindow + more);
  }

  /** Takes over the window that a segment announces. */
  void setWindow(Segment s) {
    sendWindow = s.window;
    largestSendWindow = Math.max(largestSendWindow, s.window);
    windowUpdateSequence = s.sequence;
    windowUpdateAcknowledgment = s.acknowledgment;
  }
}
