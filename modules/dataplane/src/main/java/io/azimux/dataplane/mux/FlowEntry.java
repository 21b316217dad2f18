package io.azimux.dataplane.mux;

import io.azimux.packet.Tcp;

/**
 * The value of a flow table entry: the pool member and what was seen of the flow.
 *
 * <pre>
 * | flags (32) | member (32) |
 * </pre>
 *
 * <p>A MUX sees the client's side only, since answers return directly: a FIN of the server shows up
 * as nothing but the client's acknowledgment. So the flags tell what the client did.
 */
final class FlowEntry {
  /** The client sent a FIN. */
  static final long FIN = (long) Tcp.FIN << 32;

  /** The client sent a RST. */
  static final long RST = (long) Tcp.RST << 32;

  /** The flow began with a SYN at this MUX. */
  static final long SYN = 1L << 40;

  /**
   * A packet came after the first one. SYNs sent again do not count: only a client that heard from
   * the backend sends anything else (Ananta, section 3.3.3).
   */
  static final long TRUSTED = 1L << 41;

  private static final int CLOSING = Tcp.FIN | Tcp.RST;

  private FlowEntry() {}

  /** A new flow's value. */
  static long of(int member, boolean syn, int tcpFlags) {
    return member | (syn ? SYN : 0) | (long) (tcpFlags & CLOSING) << 32;
  }

  /** The value after one more packet that is no SYN; {@code tcpFlags} is 0 for UDP. */
  static long seen(long value, int tcpFlags) {
    return value | TRUSTED | (long) (tcpFlags & CLOSING) << 32;
  }

  static int member(long value) {
    return (int) value;
  }

  static boolean isTrusted(long value) {
    return (value & TRUSTED) != 0;
  }

  static boolean isClosed(long value) {
    return (value & (FIN | RST)) != 0;
  }
}
