package io.azimux.dataplane.mux;

import io.azimux.packet.Tcp;

/**
 * The value of a flow table entry: the pool member, what was seen of the flow, and what other MUXes
 * know of it.
 *
 * <pre>
 * | stamp (12 bits, from 48) | version (4 bits, from 44) | flags (12 bits, from 32) | member (32) |
 * </pre>
 *
 * <p>A MUX sees the client's side only, since answers return directly: a FIN of the server shows up
 * as nothing but the client's acknowledgment. So the flags tell what the client did.
 */
final class FlowEntry {
  /** The client sent a FIN. */
  static final long FIN = (long) Tcp.FIN << 32;

  /** Another MUX said that the flow is closed. */
  static final long PEER_CLOSED = 1L << 33;

  /** The client sent a RST. */
  static final long RST = (long) Tcp.RST << 32;

  /** Other MUXes were told of the flow. */
  static final long SHARED = 1L << 35;

  /** Other MUXes know, from here or from one another, that the flow is trusted. */
  static final long ESTABLISHED = 1L << 36;

  /** It was noted that the flow came over from another MUX, or from nowhere. */
  static final long ADOPTED = 1L << 37;

  /** Another MUX told of the flow, and no packet of it has come here since. */
  static final long REPLICATED = 1L << 38;

  /** Packets of the flow are held back; the stamp says where. */
  static final long WAITING = 1L << 39;

  /** The flow began with a SYN, here or at another MUX; or is a UDP flow. */
  static final long SYN = 1L << 40;

  /**
   * A packet came after the first one. SYNs sent again do not count: only a client that heard from
   * the backend sends anything else (Ananta, section 3.3.3).
   */
  static final long TRUSTED = 1L << 41;

  private static final int CLOSING = Tcp.FIN | Tcp.RST;
  private static final int VERSION_SHIFT = 44;
  private static final long VERSION = 15L << VERSION_SHIFT;
  private static final int STAMP_SHIFT = 48;
  private static final long STAMP = 0xfffL << STAMP_SHIFT;

  /** A stamp of time counts 67 ms, and turns over after 275 s. */
  private static final int STAMP_NANOS_SHIFT = 26;

  /** Stamps are below this. */
  static final int STAMPS = 1 << 12;

  private FlowEntry() {}

  /** A new flow's value. */
  static long of(int member, boolean syn, int tcpFlags, int version, long nowNanos) {
    long flags = (syn ? SYN : 0) | (long) (tcpFlags & CLOSING) << 32;
    return stamped(member | flags | (long) version << VERSION_SHIFT, nowNanos);
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
    return (value & (FIN | RST | PEER_CLOSED)) != 0;
  }

  /** Whether all the flags given are set. */
  static boolean is(long value, long flags) {
    return (value & flags) == flags;
  }

  /**
   * True where one more packet, not a SYN and not the last, changes nothing but the time: nobody
   * waits, and the flow is trusted and carried here.
   */
  static boolean isPlain(long value) {
    return (value & (REPLICATED | WAITING | TRUSTED)) == TRUSTED;
  }

  static int version(long value) {
    return (int) (value >>> VERSION_SHIFT) & 15;
  }

  static long withVersion(long value, int version) {
    return value & ~VERSION | (long) (version & 15) << VERSION_SHIFT;
  }

  /** The value with the time as its stamp. */
  static long stamped(long value, long nowNanos) {
    return withStamp(value, (int) (nowNanos >>> STAMP_NANOS_SHIFT) & STAMPS - 1);
  }

  /** Time since the stamp, modulo 275 s and in steps of 67 ms. */
  static long sinceStamp(long value, long nowNanos) {
    long ticks = (nowNanos >>> STAMP_NANOS_SHIFT) - stamp(value) & STAMPS - 1;
    return ticks << STAMP_NANOS_SHIFT;
  }

  static int stamp(long value) {
    return (int) (value >>> STAMP_SHIFT) & STAMPS - 1;
  }

  static long withStamp(long value, int stamp) {
    return value & ~STAMP | (long) stamp << STAMP_SHIFT;
  }
}
