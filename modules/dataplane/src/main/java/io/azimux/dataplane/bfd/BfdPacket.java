package io.azimux.dataplane.bfd;

import io.azimux.packet.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A control packet (RFC 5880, section 4.1), without authentication.
 *
 * <pre>
 * |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
 * |                       My Discriminator                        |
 * |                      Your Discriminator                       |
 * |                    Desired Min TX Interval                    |
 * |                   Required Min RX Interval                    |
 * |                 Required Min Echo RX Interval                 |
 * </pre>
 *
 * @param diagnostic why the sender's session is not up, 0..31
 * @param poll the sender wants an answer with {@code isFinal}
 * @param multiplier intervals after which the sender is to be taken for gone, 1..255
 * @param mine the sender's number of the session, not 0
 * @param yours the receiver's, 0 where the sender does not know it
 * @param desiredMicros least time that the sender wants between its packets
 * @param requiredMicros least time that it wants between those of the other
 */
public record BfdPacket(
    int diagnostic,
    BfdState state,
    boolean poll,
    boolean isFinal,
    int multiplier,
    int mine,
    int yours,
    int desiredMicros,
    int requiredMicros) {
  /** Bytes of a packet. */
  public static final int LENGTH = 24;

  private static final int VERSION = 1;
  private static final int POLL = 0x20;
  private static final int FINAL = 0x10;
  private static final int AUTHENTICATED = 0x04;
  private static final int MULTIPOINT = 0x01;

  /** Writes the packet. */
  public void write(byte[] bytes, int at) {
    Bytes.put8(bytes, at, VERSION << 5 | diagnostic);
    int flags = (poll ? POLL : 0) | (isFinal ? FINAL : 0);
    Bytes.put8(bytes, at + 1, state.ordinal() << 6 | flags);
    Bytes.put8(bytes, at + 2, multiplier);
    Bytes.put8(bytes, at + 3, LENGTH);
    Bytes.put32(bytes, at + 4, mine);
    Bytes.put32(bytes, at + 8, yours);
    Bytes.put32(bytes, at + 12, desiredMicros);
    Bytes.put32(bytes, at + 16, requiredMicros);
    Bytes.put32(bytes, at + 20, 0);
  }

  /**
   * Reads a packet; null where RFC 5880, section 6.8.6, wants it discarded.
   *
   * @param length bytes of the UDP payload
   */
  public static @Nullable BfdPacket read(byte[] bytes, int at, int length) {
    if (length < LENGTH) {
      return null;
    }
    int first = Bytes.u8(bytes, at);
    int flags = Bytes.u8(bytes, at + 1);
    int claimed = Bytes.u8(bytes, at + 3);
    BfdState state = BfdState.values()[flags >> 6];
    int multiplier = Bytes.u8(bytes, at + 2);
    int mine = Bytes.i32(bytes, at + 4);
    int yours = Bytes.i32(bytes, at + 8);
    boolean sound =
        first >> 5 == VERSION
            && claimed >= LENGTH
            && claimed <= length
            && multiplier != 0
            && (flags & (MULTIPOINT | AUTHENTICATED)) == 0
            && (flags & (POLL | FINAL)) != (POLL | FINAL)
            && mine != 0
            && (yours != 0 || state == BfdState.DOWN || state == BfdState.ADMIN_DOWN);
    if (!sound) {
      return null;
    }
    return new BfdPacket(
        first & 0x1f,
        state,
        (flags & POLL) != 0,
        (flags & FINAL) != 0,
        multiplier,
        mine,
        yours,
        Bytes.i32(bytes, at + 12),
        Bytes.i32(bytes, at + 16));
  }
}
