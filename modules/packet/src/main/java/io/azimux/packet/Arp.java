package io.azimux.packet;

/**
 * ARP for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 * | hardware type = 1   | protocol type = 0x0800 |
 * | hlen = 6 | plen = 4 | operation              |
 * | sender MAC (6) | sender IP (4) | target MAC (6) | target IP (4) |
 * </pre>
 */
public final class Arp {
  /** Bytes of the message behind the Ethernet header. */
  public static final int LENGTH = 28;

  /** Operation of a request. */
  public static final int REQUEST = 1;

  /** Operation of a reply. */
  public static final int REPLY = 2;

  private static final long ETHERNET_IPV4 = 0x0001_0800_0604L;
  private static final int OPERATION = 6;
  private static final int SENDER_MAC = 8;
  private static final int SENDER_IP = 14;
  private static final int TARGET_MAC = 18;
  private static final int TARGET_IP = 24;

  private Arp() {}

  /**
   * True where {@code available} bytes at {@code at} hold a whole message for IPv4 over Ethernet.
   */
  public static boolean isWhole(byte[] bytes, int at, int available) {
    return available >= LENGTH && Bytes.i64(bytes, at) >>> 16 == ETHERNET_IPV4;
  }

  /** Operation: {@link #REQUEST} or {@link #REPLY} in a legal message. */
  public static int operation(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + OPERATION);
  }

  /** Sender's MAC address in the low 48 bits. */
  public static long senderMac(byte[] bytes, int at) {
    return Bytes.i64(bytes, at + SENDER_MAC) >>> 16;
  }

  /** Sender's IPv4 address. */
  public static int senderAddress(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + SENDER_IP);
  }

  /** Target's MAC address in the low 48 bits; 0 in a request. */
  public static long targetMac(byte[] bytes, int at) {
    return Bytes.i64(bytes, at + TARGET_MAC - 2) & 0xffffffffffffL;
  }

  /** Target's IPv4 address. */
  public static int targetAddress(byte[] bytes, int at) {
    return Bytes.i32(bytes, at + TARGET_IP);
  }

  /** Writes a whole message; MAC addresses in the low 48 bits. */
  public static void write(
      byte[] bytes,
      int at,
      int operation,
      long senderMac,
      int senderAddress,
      long targetMac,
      int targetAddress) {
    Bytes.put64(bytes, at, ETHERNET_IPV4 << 16 | operation);
    Bytes.put16(bytes, at + SENDER_MAC, (int) (senderMac >>> 32));
    Bytes.put32(bytes, at + SENDER_MAC + 2, (int) senderMac);
    Bytes.put32(bytes, at + SENDER_IP, senderAddress);
    Bytes.put16(bytes, at + TARGET_MAC, (int) (targetMac >>> 32));
    Bytes.put32(bytes, at + TARGET_MAC + 2, (int) targetMac);
    Bytes.put32(bytes, at + TARGET_IP, targetAddress);
  }
}
