package io.azimux.dataplane.guest;

import io.azimux.packet.Tcp;

/**
 * The TCP state machine of Linux conntrack, as a table: what a segment of a direction does to a
 * connection in a state. Facts: {@code nf_conntrack_proto_tcp.c}, the arrays {@code
 * tcp_conntracks}. A middlebox sees segments that the endpoints may still refuse, so some change
 * nothing (IGNORE) and some belong to no connection (INVALID).
 */
final class TcpTransitions {
  /** The segment cannot be part of the connection. */
  static final int INVALID = 0xff;

  /** The segment passes with the connection's translation, but does not change its state. */
  static final int IGNORE = 0xfe;

  private static final int STATES = TrackState.SYN_SENT2.ordinal() + 1;
  private static final int NO_SEGMENT = -1;
  private static final int SYN = 0;
  private static final int SYN_ACK = 1;
  private static final int FIN = 2;
  private static final int ACK = 3;
  private static final int RST = 4;
  private static final int SEGMENTS = 5;

  /** Columns are the states in order; rows SYN, SYN-ACK, FIN, ACK, RST: original, then reply. */
  private static final String TABLE =
      """
      SS SS ig ig ig ig ig SS SS S2
      -- -- SR -- -- -- -- -- -- SR
      -- -- FW FW LA LA LA TW CL --
      ES -- ES ES CW CW TW TW CL --
      -- CL CL CL CL CL CL CL CL CL
      -- S2 -- -- -- -- -- SS -- S2
      -- SR ig ig ig ig ig ig ig SR
      -- -- FW FW LA LA LA TW CL --
      -- ig SR ES CW CW TW TW CL ig
      -- CL CL CL CL CL CL CL CL CL
      """;

  private static final byte[] NEXT = parse();

  private TcpTransitions() {}

  /**
   * The state after a segment.
   *
   * @param state ordinal of the {@link TrackState} before, {@code NONE} for the first segment
   * @param direction 0 original, 1 reply
   * @param flags TCP flag byte
   * @return ordinal of the state after, {@link #IGNORE} or {@link #INVALID}
   */
  static int next(int state, int direction, int flags) {
    int segment = segment(flags);
    if (segment == NO_SEGMENT) {
      return INVALID;
    }
    return NEXT[(direction * SEGMENTS + segment) * STATES + state] & 0xff;
  }

  /**
   * Which row a flag byte means. Combinations that no TCP sends (SYN with FIN or RST, FIN without
   * ACK, a SYN-ACK or reset with urgent data, nothing at all) mean none.
   */
  private static int segment(int flags) {
    return switch (flags & (Tcp.FIN | Tcp.SYN | Tcp.RST | Tcp.ACK | Tcp.URG)) {
      case Tcp.SYN, Tcp.SYN | Tcp.URG -> SYN;
      case Tcp.SYN | Tcp.ACK -> SYN_ACK;
      case Tcp.FIN | Tcp.ACK, Tcp.FIN | Tcp.ACK | Tcp.URG -> FIN;
      case Tcp.ACK, Tcp.ACK | Tcp.URG -> ACK;
      case Tcp.RST, Tcp.RST | Tcp.ACK -> RST;
      default -> NO_SEGMENT;
    };
  }

  private static byte[] parse() {
    byte[] next = new byte[2 * SEGMENTS * STATES];
    int at = 0;
    for (String cell : TABLE.strip().split("\\s+", -1)) {
      next[at++] = (byte) code(cell);
    }
    return next;
  }

  private static int code(String cell) {
    return switch (cell) {
      case "SS" -> TrackState.SYN_SENT.ordinal();
      case "SR" -> TrackState.SYN_RECV.ordinal();
      case "ES" -> TrackState.ESTABLISHED.ordinal();
      case "FW" -> TrackState.FIN_WAIT.ordinal();
      case "CW" -> TrackState.CLOSE_WAIT.ordinal();
      case "LA" -> TrackState.LAST_ACK.ordinal();
      case "TW" -> TrackState.TIME_WAIT.ordinal();
      case "CL" -> TrackState.CLOSE.ordinal();
      case "S2" -> TrackState.SYN_SENT2.ordinal();
      case "ig" -> IGNORE;
      default -> INVALID;
    };
  }
}
