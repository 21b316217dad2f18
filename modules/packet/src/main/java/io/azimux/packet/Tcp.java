package io.azimux.packet;

/**
 * TCP header view (RFC 9293 section 3.1).
 *
 * <pre>
 * |          Source Port          |       Destination Port        |
 * |                        Sequence Number                        |
 * |                    Acknowledgment Number                      |
 * | Offset| Rsrvd |C|E|U|A|P|R|S|F|            Window             |
 * |           Checksum            |         Urgent Pointer        |
 * </pre>
 */
public final class Tcp {
  /** Bytes of a header without options. */
  public static final int HEADER = 20;

  /** No more data from the sender. */
  public static final int FIN = 0x01;

  /** Synchronise sequence numbers: opens a connection. */
  public static final int SYN = 0x02;

  /** Reset the connection. */
  public static final int RST = 0x04;

  /** Push. */
  public static final int PSH = 0x08;

  /** The acknowledgement field counts. */
  public static final int ACK = 0x10;

  /** Flag URG. */
  public static final int URG = 0x20;

  static final int SOURCE_PORT = 0;
  static final int DESTINATION_PORT = 2;
  static final int CHECKSUM = 16;
  private static final int SEQUENCE = 4;
  private static final int ACKNOWLEDGMENT = 8;
  static final int OFFSET = 12;
  private static final int WINDOW = 14;

  private Tcp() {}

  /** Ports and sequence number: the first eight bytes, for readers that want several of them. */
  public static long front(byte[] bytes, int at) {
    return Bytes.i64(bytes, at);
  }

  /** Acknowledgment number, offset, flags and window: the next eight bytes. */
  public static long middle(byte[] bytes, int at) {
    return Bytes.i64(bytes, at + ACKNOWLEDGMENT);
  }

  /** Header length in {@link #middle}. */
  static int headerLengthOf(long middle) {
    return (int) (middle >>> 26) & 0x3c;
  }

  /** The flag byte in {@link #middle}. */
  public static int flagsOf(long middle) {
    return (int) (middle >>> 16) & 0xff;
  }

  /** Source port, 0..65535. */
  public static int sourcePort(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + SOURCE_PORT);
  }

  /** Destination port, 0..65535. */
  public static int destinationPort(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + DESTINATION_PORT);
  }

  /** Sequence number; compare by subtraction. */
  public static int sequence(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + SEQUENCE);
  }

  /** Acknowledgment number; compare by subtraction. */
  public static int acknowledgment(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + ACKNOWLEDGMENT);
  }

  /** Header length in bytes, options included, 0..60; a legal one is 20..60. */
  public static int headerLength(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + OFFSET) >>> 12 << 2;
  }

  /** The flag byte: {@link #SYN}, {@link #ACK}, ... */
  public static int flags(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + OFFSET) & 0xff;
  }

  /** Receive window, unscaled. */
  public static int window(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + WINDOW);
  }

  /** Checksum as it stands. */
  public static int checksum(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + CHECKSUM);
  }

  /** Writes a header without options; the checksum is left 0 for {@link #setChecksum}. */
  public static void write(
      byte[] bytes,
      int at,
      int sourcePort,
      int destinationPort,
      int sequence,
      int acknowledgment,
      int flags,
      int window) {
    Bytes.put32(bytes, at, sourcePort << 16 | destinationPort);
    Bytes.put32(bytes, at + SEQUENCE, sequence);
    Bytes.put32(bytes, at + ACKNOWLEDGMENT, acknowledgment);
    Bytes.put32(bytes, at + OFFSET, HEADER << 26 | flags << 16 | window);
    Bytes.put32(bytes, at + CHECKSUM, 0);
  }

  /**
   * Computes and writes the checksum over header, payload and pseudo-header.
   *
   * @param length bytes of TCP header and payload
   */
  public static void setChecksum(byte[] bytes, int at, int length, int source, int destination) {
    Bytes.put16(bytes, at + CHECKSUM, 0);
    long sum =
        InternetChecksum.sum(bytes, at, length)
            + InternetChecksum.pseudoHeader(source, destination, Ipv4.TCP, length);
    Bytes.put16(bytes, at + CHECKSUM, InternetChecksum.finish(sum));
  }

  /** True where the checksum over header, payload and pseudo-header verifies. */
  public static boolean checksumHolds(
      byte[] bytes, int at, int length, int source, int destination) {
    long sum =
        InternetChecksum.sum(bytes, at, length)
            + InternetChecksum.pseudoHeader(source, destination, Ipv4.TCP, length);
    return InternetChecksum.fold(sum) == 0xffff;
  }

  /**
   * Flags as tcpdump prints them: {@code S}, {@code S.}, {@code P.}, {@code F.}, {@code R}, {@code
   * .}.
   */
  public static String flagsText(int flags) {
    StringBuilder text = new StringBuilder(4);
    appendIf(text, flags, FIN, 'F');
    appendIf(text, flags, SYN, 'S');
    appendIf(text, flags, RST, 'R');
    appendIf(text, flags, PSH, 'P');
    appendIf(text, flags, ACK, '.');
    return text.length() == 0 ? "none" : text.toString();
  }

  private static void appendIf(StringBuilder text, int flags, int flag, char letter) {
    if ((flags & flag) != 0) {
      text.append(letter);
    }
  }
}
