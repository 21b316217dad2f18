package io.azimux.gateway;

import io.azimux.packet.Bytes;

/**
 * What stands before the payload of a datagram: the address of the machine outside that it came
 * from or goes to.
 *
 * <pre>
 * | IPv4 address (4) | UDP port (2) | unused (2) | payload
 * </pre>
 */
public final class OuterAddress {
  /** Bytes before the payload. */
  public static final int LENGTH = 8;

  private OuterAddress() {}

  /** The IPv4 address. */
  public static int address(byte[] bytes, int at) {
    return Bytes.i32(bytes, at);
  }

  /** The UDP port, 0..65535. */
  public static int port(byte[] bytes, int at) {
    return Bytes.u16(bytes, at + 4);
  }

  /** Address and port in one word, equal for equal ones. */
  public static long both(byte[] bytes, int at) {
    return Bytes.i64(bytes, at) >>> 16;
  }

  /** Writes address and port. */
  public static void write(byte[] bytes, int at, int address, int port) {
    Bytes.put32(bytes, at, address);
    Bytes.put32(bytes, at + 4, port << 16);
  }
}
