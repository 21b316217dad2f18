package io.azimux.dataplane.tcp;

/** Bounds and times of the stack. Times are in nanoseconds. */
public final class TcpLimits {
  private static final long MILLISECOND = 1_000_000L;
  private static final long SECOND = 1000 * MILLISECOND;

  /**
   * Most payload bytes of a segment: with 40 bytes of headers and 50 of VXLAN it fits 1500 bytes.
   */
  public static final int MSS = 1400;

  /** Payload a peer takes that names no maximum segment size (RFC 9293 section 3.7.1). */
  static final int DEFAULT_MSS = 536;

  /** Largest window without window scaling, which this stack does not speak. */
  public static final int MAX_WINDOW = 65535;

  /** Bytes written but not acknowledged, per connection; as much as an unscaled window covers. */
  public static final int SEND_BUFFER = 1 << 16;

  /**
   * Connections of one stack, TIME-WAIT included: all 64512 ports of one client towards one server,
   * twice.
   */
  public static final int MAX_CONNECTIONS = 1 << 17;

  /**
   * Connections whose handshake is not complete, of all listening ports together; Linux's
   * somaxconn.
   */
  public static final int BACKLOG = 4096;

  /** Retransmission timeout before the first measurement (RFC 6298 section 2.1). */
  public static final long INITIAL_RTO = SECOND;

  /** Smallest retransmission timeout: Linux's TCP_RTO_MIN. RFC 6298 would have 1 s. */
  public static final long MIN_RTO = 200 * MILLISECOND;

  /** Largest retransmission timeout (RFC 6298 section 2.5). */
  public static final long MAX_RTO = 60 * SECOND;

  /** Timeout for data after a SYN had to be sent again (RFC 6298 section 5.7). */
  static final long RTO_AFTER_LOST_SYN = 3 * SECOND;

  /**
   * SYNs or SYN-ACKs sent again, 1, 3, 7 and 15 s after the first; the connection fails at 31 s.
   * Linux sends two more and fails at 127 s, longer than anyone watches an experiment.
   */
  public static final int SYN_RETRIES = 4;

  /**
   * Times that data is sent again. From the smallest timeout on this takes 102 s, just above the
   * 100 s that RFC 9293 section 3.8.3 asks for at least.
   */
  public static final int DATA_RETRIES = 8;

  /** Duplicate acknowledgments that trigger a fast retransmit (RFC 5681 section 3.2). */
  static final int DUPLICATE_ACKS = 3;

  /** Segments that may be in flight at first (RFC 6928). */
  static final int INITIAL_WINDOW_SEGMENTS = 10;

  /**
   * Time in TIME-WAIT. RFC 9293 has 2 x 2 min; but no emulated link holds a segment back for longer
   * than this, and a minute of dead connections would use up a client's ports.
   */
  public static final long TIME_WAIT = SECOND;

  /** Time in FIN-WAIT-2 after which a peer that does not close is given up: Linux's default. */
  public static final long FIN_WAIT_2 = 60 * SECOND;

  /**
   * Silence after which a connection opened by a peer is given up. Nothing else would ever remove
   * the connections of a client that died. Longer than any load balancer's default idle timeout.
   */
  public static final long IDLE = 900 * SECOND;

  /**
   * Time between two acknowledgments sent only because a segment without payload was not
   * acceptable; without it two confused ends could answer each other for ever (RFC 5961 section 7;
   * Linux has the same).
   */
  static final long CHALLENGE_INTERVAL = SECOND / 2;

  /** Deadlines served in one call; the others stay due, so that one call cannot hold a node up. */
  public static final int EXPIRIES_PER_CALL = 1024;

  private TcpLimits() {}
}
