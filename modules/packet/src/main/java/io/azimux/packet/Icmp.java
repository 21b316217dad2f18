package io.azimux.packet;

/**
 * ICMP header view (RFC 792).
 *
 * <pre>
 * |     Type      |     Code      |          Checksum             |
 * |        rest of header: identifier and sequence of an echo     |
 * </pre>
 */
public final class Icmp {
  /** Bytes of the header. */
  public static final int HEADER = 8;

  /** Echo reply. */
  public static final int ECHO_REPLY = 0;

  /** Destination unreachable; code 4 is "fragmentation needed". */
  public static final int UNREACHABLE = 3;

  /** Echo request. */
  public static final int ECHO_REQUEST = 8;

  /** Time exceeded. */
  public static final int TIME_EXCEEDED = 11;

  private static final int CHECKSUM = 2;

  private Icmp() {}

  /** Type, 0..255. */
  public static int type(byte[] bytes, int at) {
    return Bytes.u8(bytes, at);
  }

  /** Code, 0..255. */
  public static int code(byte[] bytes, int at) {
    return Bytes.u8(bytes, at + 1);
  }

  /** Identifier of an echo. */
  public static int identifier(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + 4);
  }

  /** Sequence number of an echo. */
  public static int sequence(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + 6);
  }

  /**
   * True where the checksum verifies.
   *
   * @param length bytes of header and payload
   */
  public static boolean checksumHolds(byte[] bytes, int at, int length) {
    return InternetChecksum.fold(InternetChecksum.sum(bytes, at, length)) == 0xffff;
  }

  /**
   * Writes type, code and the rest of the header, and the checksum over them and a payload that is
   * already there.
   *
   * @param length bytes of header and payload
   */
  public static void write(byte[] bytes, int at, int type, int code, int rest, int length) {
    Bytes.put32(bytes, at, type << 24 | code << 16);
    Bytes.put32(bytes, at + 4, rest);
    int checksum = InternetChecksum.finish(InternetChecksum.sum(bytes, at, length));
    Bytes.put16(bytes, at + CHECKSUM, checksum);
  }
}
