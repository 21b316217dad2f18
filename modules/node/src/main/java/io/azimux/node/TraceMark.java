package io.azimux.node;

/**
 * The 32-bit mark of a traced packet: which trace, which packet of it, and how many elements it has
 * crossed.
 *
 * <pre>
 * | trace (16) | packet (8) | hop (8) |
 * </pre>
 *
 * <p>A segment sent in answer to a marked one inherits the mark with the next packet number, so
 * that one mark on a SYN follows SYN, SYN-ACK and ACK. Hosts of nodes add one hop whenever a packet
 * crosses a link. The mark travels with the packet between processes; it is not part of its bytes.
 */
public final class TraceMark {
  /** Packets of a trace after which marks are not inherited any more: SYN, SYN-ACK, ACK. */
  public static final int PACKETS = 3;

  private TraceMark() {}

  /** The mark of a trace's first packet; {@code trace} is 1..65535. */
  public static int first(int trace) {
    return trace << 16;
  }

  /** The trace, 0 for an unmarked packet. */
  public static int trace(int mark) {
    return mark >>> 16;
  }

  /** The packet of the trace, from 0. */
  public static int packet(int mark) {
    return mark >>> 8 & 0xff;
  }

  /** Elements crossed before this one, 0..255. */
  public static int hop(int mark) {
    return mark & 0xff;
  }

  /** The mark after one more link; 0 stays 0. */
  public static int nextHop(int mark) {
    return mark == 0 || hop(mark) == 0xff ? mark : mark + 1;
  }

  /** The mark of a packet sent in answer to a marked one; 0 where the trace ends. */
  public static int answer(int mark) {
    return mark == 0 || packet(mark) + 1 >= PACKETS ? 0 : (mark & ~0xff) + 0x100;
  }
}
