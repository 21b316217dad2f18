package io.azimux.dataplane.guest;

/**
 * State of a tracked connection, by Linux's names, with the time after which a connection that saw
 * no packet is forgotten. The times are Linux's defaults ({@code
 * net.netfilter.nf_conntrack_*_timeout*}).
 */
enum TrackState {
  /** No connection yet: where the first packet starts. */
  NONE(0),
  /** SYN seen. A client gives its SYNs up after about 127 s, so two minutes are enough. */
  SYN_SENT(120),
  /** SYN-ACK seen. A server gives its SYN-ACKs up after about a minute. */
  SYN_RECV(60),
  /** Handshake done, or picked up in the middle. Five days: an idle shell is no error. */
  ESTABLISHED(432_000),
  /** One side has closed. */
  FIN_WAIT(120),
  /** The first FIN is acknowledged; the other side may go on sending. */
  CLOSE_WAIT(60),
  /** Both sides have closed, the last ACK is missing. */
  LAST_ACK(30),
  /** Closed; late segments may still arrive for twice the segment lifetime. */
  TIME_WAIT(120),
  /** Reset. Kept for a moment so that segments in flight are still translated. */
  CLOSE(10),
  /** SYNs crossed: simultaneous open. */
  SYN_SENT2(120),
  /** UDP, or another protocol with a short memory, so far in one direction or for under 2 s. */
  UDP(30),
  /** UDP in both directions for 2 s or more: a stream. */
  UDP_STREAM(120),
  /** ICMP echo. */
  ICMP(30),
  /** A protocol that conntrack does not know: ten minutes, as it cannot see an end. */
  GENERIC(600);

  private static final long SECOND = 1_000_000_000L;

  /**
   * Most time that an ESTABLISHED connection lives before its first reply. Only a connection picked
   * up in the middle is in this state, and it may be the last packet of a dead one: five minutes
   * instead of five days ({@code nf_conntrack_tcp_timeout_unacknowledged}).
   */
  static final long UNREPLIED_NANOS = 300 * SECOND;

  /** Age from which UDP that was answered counts as a stream. */
  static final long STREAM_AGE_NANOS = 2 * SECOND;

  private static final TrackState[] VALUES = values();

  private final long timeoutNanos;

  TrackState(long seconds) {
    timeoutNanos = seconds * SECOND;
  }

  /** The state with this ordinal. */
  static TrackState of(int ordinal) {
    return VALUES[ordinal];
  }

  /** Time without a packet after which the connection is forgotten. */
  long timeoutNanos() {
    return timeoutNanos;
  }
}
