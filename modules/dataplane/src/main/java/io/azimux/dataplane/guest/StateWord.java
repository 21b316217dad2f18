package io.azimux.dataplane.guest;

import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;

/**
 * The word of a connection record that changes: TCP state, flags and the path of each direction;
 * and what a packet does to it.
 *
 * <pre>
 * | path of replies (16) | path of originals (16) | flags (24) | state (8) |
 * </pre>
 */
final class StateWord {
  /** A packet was seen in the reply direction. */
  static final long SEEN_REPLY = 1L << 8;

  /** Proven to be alive both ways: early drop spares it. */
  static final long ASSURED = 1L << 9;

  /** Source address or port is translated: the connection holds a source NAT port. */
  static final long SOURCE_TRANSLATED = 1L << 10;

  /**
   * Set by {@link #after} where the packet changed nothing and is no sign of life: the time of the
   * last packet stays. Never stored.
   */
  static final long IGNORED = 1L << 11;

  /** The word after a packet, as {@link #after} returns it: it belongs to no connection. */
  static final long INVALID = -1;

  /** The packet opens a new connection in the place of this one. */
  static final long REOPENED = -2;

  private static final int PATHS = 32;
  private static final int PATH_BITS = 16;
  private static final long STATE = 0xff;

  private static final int SYN_RECV = TrackState.SYN_RECV.ordinal();
  private static final int SYN_SENT = TrackState.SYN_SENT.ordinal();
  private static final int ESTABLISHED = TrackState.ESTABLISHED.ordinal();
  private static final int TIME_WAIT = TrackState.TIME_WAIT.ordinal();
  private static final int UDP = TrackState.UDP.ordinal();
  private static final int UDP_STREAM = TrackState.UDP_STREAM.ordinal();
  private static final long[] TIMEOUTS = timeouts();

  /** State and flags of a connection in which plain segments change nothing: nearly all. */
  private static final long SETTLED = ESTABLISHED | SEEN_REPLY | ASSURED;

  /** Time without a packet after which such a connection is forgotten. */
  static final long SETTLED_TIMEOUT_NANOS = TIMEOUTS[ESTABLISHED];

  private static final long SETTLED_MASK = STATE | SEEN_REPLY | ASSURED;
  private static final int OPENING_OR_ENDING = Tcp.SYN | Tcp.FIN | Tcp.RST;

  private StateWord() {}

  /**
   * The word of a connection that a first packet opens, or {@link #INVALID} if it cannot.
   *
   * @param kind TCP flag byte or ICMP type, whatever else with other protocols
   */
  static long first(int protocol, int kind) {
    return switch (protocol) {
      case Ipv4.TCP -> {
        int next = TcpTransitions.next(TrackState.NONE.ordinal(), 0, kind);
        yield next == TcpTransitions.INVALID ? INVALID : next;
      }
      case Ipv4.UDP -> UDP;
      case Ipv4.ICMP -> kind == Icmp.ECHO_REQUEST ? TrackState.ICMP.ordinal() : INVALID;
      default -> TrackState.GENERIC.ordinal();
    };
  }

  /**
   * The word after a packet of an existing connection.
   *
   * @param direction 0 original, 1 reply
   * @param kind TCP flag byte or ICMP type, whatever else with other protocols
   * @param age time since the connection began
   * @return the new word, {@link #INVALID} or {@link #REOPENED}
   */
  static long after(long word, int direction, int protocol, int kind, long age) {
    if (protocol == Ipv4.TCP
        && isSettled(word)
        && (kind & (OPENING_OR_ENDING | Tcp.ACK)) == Tcp.ACK) {
      return word;
    }
    if (protocol != Ipv4.TCP) {
      return protocol == Ipv4.ICMP && kind != (direction == 0 ? Icmp.ECHO_REQUEST : Icmp.ECHO_REPLY)
          ? INVALID
          : datagram(word, direction, age);
    }
    int before = state(word);
    int next = TcpTransitions.next(before, direction, kind);
    if (next == TcpTransitions.INVALID) {
      return INVALID;
    }
    // Linux keeps the record of a connection that was only half closed; the translation that the
    // rules choose again is the same, so starting anew in every case differs in nothing else.
    if (next == SYN_SENT && before >= TIME_WAIT) {
      return REOPENED;
    }
    long seen = direction == 0 ? word : word | SEEN_REPLY;
    if (next == TcpTransitions.IGNORE) {
      return seen | IGNORED;
    }
    boolean proven =
        next == ESTABLISHED
            && (word & SEEN_REPLY) != 0
            && (before == SYN_RECV || before == ESTABLISHED);
    return seen & ~STATE | next | (proven ? ASSURED : 0);
  }

  /** True for a TCP connection in which plain segments change nothing. */
  static boolean isSettled(long word) {
    return (word & SETTLED_MASK) == SETTLED;
  }

  private static long datagram(long word, int direction, long age) {
    long seen = direction == 0 ? word : word | SEEN_REPLY;
    boolean stream =
        state(word) == UDP && (word & SEEN_REPLY) != 0 && age >= TrackState.STREAM_AGE_NANOS;
    return stream ? seen & ~STATE | UDP_STREAM | ASSURED : seen;
  }

  /** Ordinal of the {@link TrackState}. */
  static int state(long word) {
    return (int) (word & STATE);
  }

  /** Time without a packet after which the connection is forgotten. */
  static long timeoutNanos(long word) {
    int state = state(word);
    if (state == ESTABLISHED && (word & SEEN_REPLY) == 0) {
      return TrackState.UNREPLIED_NANOS;
    }
    return TIMEOUTS[state];
  }

  /** The path of a direction; 0 where it is not known yet. See {@link Path}. */
  static int path(long word, int direction) {
    return (int) (word >>> PATHS + direction * PATH_BITS) & 0xffff;
  }

  /** The word with the path of a direction set. */
  static long withPath(long word, int direction, int path) {
    int shift = PATHS + direction * PATH_BITS;
    return word & ~(0xffffL << shift) | (long) path << shift;
  }

  private static long[] timeouts() {
    TrackState[] states = TrackState.values();
    long[] timeouts = new long[states.length];
    for (TrackState state : states) {
      timeouts[state.ordinal()] = state.timeoutNanos();
    }
    return timeouts;
  }
}
