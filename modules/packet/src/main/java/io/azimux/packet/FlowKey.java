package io.azimux.packet;

/**
 * A flow as 128 bits, so that tables hold it in two longs.
 *
 * <pre>
 * high: source address (32) | destination address (32)
 * low:  source port (16) | destination port (16) | protocol (8) | scope (24)
 * </pre>
 *
 * <p>The scope keeps equal tuples of different networks apart: a VNI in a host's table, 0 at a MUX.
 * A key is never all zero for a legal packet (protocol 0 is not forwarded), so zero marks an empty
 * table entry.
 */
public final class FlowKey {
  private FlowKey() {}

  /** High word from raw addresses. */
  public static long high(int source, int destination) {
    return (long) source << 32 | (destination & 0xffffffffL);
  }

  /** Low word. */
  public static long low(int sourcePort, int destinationPort, int protocol, int scope) {
    return (long) (sourcePort << 16 | destinationPort) << 32
        | (protocol & 0xffL) << 24
        | (scope & 0xffffff);
  }

  /**
   * Low word read from a packet: ports of TCP and UDP in one 32-bit load, else no ports.
   *
   * @param transport offset of the transport header
   */
  public static long lowOf(byte[] bytes, int transport, int protocol, int scope) {
    long ports =
        protocol == Ipv4.TCP || protocol == Ipv4.UDP ? (long) Bytes.i32(bytes, transport) : 0;
    return ports << 32 | (protocol & 0xffL) << 24 | (scope & 0xffffff);
  }

  /**
   * Low word of a TCP segment whose first bytes the caller has loaded.
   *
   * @param front what {@link Tcp#front} gives
   */
  public static long lowOfTcp(long front, int scope) {
    return front & 0xffffffff_00000000L | (long) Ipv4.TCP << 24 | scope & 0xffffff;
  }

  /** High word read from a packet whose IPv4 header starts at {@code ip}. */
  public static long highOf(byte[] bytes, int ip) {
    return Bytes.i64(bytes, ip + Ipv4.SOURCE);
  }

  /** High word of the reply. */
  public static long reversedHigh(long high) {
    return Long.rotateLeft(high, 32);
  }

  /** Low word of the reply. */
  public static long reversedLow(long low) {
    int ports = (int) (low >>> 32);
    return (long) Integer.rotateLeft(ports, 16) << 32 | (low & 0xffffffffL);
  }

  /** Source address. */
  public static int source(long high) {
    return (int) (high >>> 32);
  }

  /** Destination address. */
  public static int destination(long high) {
    return (int) high;
  }

  /** Source port. */
  public static int sourcePort(long low) {
    return (int) (low >>> 48);
  }

  /** Destination port. */
  public static int destinationPort(long low) {
    return (int) (low >>> 32) & 0xffff;
  }

  /** Protocol number. */
  public static int protocol(long low) {
    return (int) (low >>> 24) & 0xff;
  }

  /** Scope, 24 bits. */
  public static int scope(long low) {
    return (int) low & 0xffffff;
  }

  /**
   * A well-mixed 64-bit hash of a key: two 64x64 to 128-bit multiplications, folded. Equal on every
   * machine for equal seeds, as all MUXes of a pool must agree.
   */
  public static long hash(long high, long low, long seed) {
    long a = high ^ seed ^ 0x2d358dccaa6c78a5L;
    long b = low ^ 0x8bb84b93962eacc9L;
    long product = a * b ^ Math.multiplyHigh(a, b);
    long c = product ^ 0x4b33a62ed433d4a3L;
    long d = high ^ Long.rotateLeft(low, 29) ^ 0x4d5a2da51de1aa47L;
    return c * d ^ Math.multiplyHigh(c, d);
  }

  /**
   * Maps a hash to 0..{@code bound}-1 without a division (Lemire's reduction on the high 32 bits).
   */
  public static int reduce(long hash, int bound) {
    return (int) ((hash >>> 32) * bound >>> 32);
  }
}
