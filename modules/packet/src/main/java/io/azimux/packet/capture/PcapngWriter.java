package io.azimux.packet.capture;

import io.azimux.packet.Bytes;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes pcapng: one section, interfaces with names and nanosecond timestamps, enhanced packet
 * blocks.
 *
 * <pre>
 * | block type | block length | body, padded to 32 bits | block length |
 * </pre>
 *
 * <p>Each block is written whole, so that a file cut off by a crash is readable up to its last
 * block. Not thread-safe.
 */
public final class PcapngWriter implements Closeable, Flushable {
  static final int SECTION_HEADER = 0x0a0d0d0a;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int NAME_RESOLUTION = 4;
  static final int ENHANCED_PACKET = 6;
  static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  static final int OPTION_NAME = 2;
  static final int OPTION_RESOLUTION = 9;
  static final int LINK_ETHERNET = 1;
  private static final int VERSION_1_0 = 1 << 16;
  private static final int BLOCK_FRAME = 12;
  private static final int NANOSECONDS = 9;

  private final OutputStream out;
  private byte[] block = new byte[4096];
  private int interfaces;

  /** Starts a section on the stream, which this writer closes. */
  public PcapngWriter(OutputStream out) throws IOException {
    this.out = out;
    int body = begin(16);
    Bytes.put32(block, body, BYTE_ORDER_MAGIC);
    Bytes.put32(block, body + 4, VERSION_1_0);
    Bytes.put64(block, body + 8, -1L);
    end(SECTION_HEADER, 16);
  }

  /**
   * Describes an interface of Ethernet frames.
   *
   * @param name as Wireshark shows it, {@code mux-1/to-router-1}
   * @return its number, for {@link #packet}
   */
  public int addInterface(String name) throws IOException {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int padded = pad(text.length);
    int length = 8 + 4 + padded + 8 + 4;
    int body = begin(length);
    Bytes.put16(block, body, LINK_ETHERNET);
    int option = body + 8;
    Bytes.put16(block, option, OPTION_NAME);
    Bytes.put16(block, option + 2, text.length);
    System.arraycopy(text, 0, block, option + 4, text.length);
    option += 4 + padded;
    Bytes.put16(block, option, OPTION_RESOLUTION);
    Bytes.put16(block, option + 2, 1);
    Bytes.put8(block, option + 4, NANOSECONDS);
    end(INTERFACE_DESCRIPTION, length);
    return interfaces++;
  }

  /**
   * Writes one frame.
   *
   * @param interfaceNumber as {@link #addInterface} returned it
   * @param nanos time since the epoch of 1970, or since the start of a simulation
   */
  public void packet(int interfaceNumber, long nanos, byte[] bytes, int from, int length)
      throws IOException {
    if (interfaceNumber < 0 || interfaceNumber >= interfaces) {
      throw new IllegalArgumentException("no interface " + interfaceNumber);
    }
    int bodyLength = 20 + pad(length);
    int body = begin(bodyLength);
    Bytes.put32(block, body, interfaceNumber);
    Bytes.put64(block, body + 4, nanos);
    Bytes.put32(block, body + 12, length);
    Bytes.put32(block, body + 16, length);
    System.arraycopy(bytes, from, block, body + 20, length);
    end(ENHANCED_PACKET, bodyLength);
  }

  /**
   * Writes a block that says nothing, an empty list of names: where no frame comes, only a write
   * shows whether somebody still reads.
   */
  public void keepAlive() throws IOException {
    int bodyLength = 4;
    begin(bodyLength);
    end(NAME_RESOLUTION, bodyLength);
  }

  private static int pad(int length) {
    return length + 3 & ~3;
  }

  /** Clears room for a body and returns its offset. */
  private int begin(int bodyLength) {
    if (block.length < bodyLength + BLOCK_FRAME) {
      block = new byte[bodyLength + BLOCK_FRAME];
    }
    Arrays.fill(block, 0, bodyLength + BLOCK_FRAME, (byte) 0);
    return 8;
  }

  private void end(int type, int bodyLength) throws IOException {
    int length = bodyLength + BLOCK_FRAME;
    Bytes.put32(block, 0, type);
    Bytes.put32(block, 4, length);
    Bytes.put32(block, length - 4, length);
    out.write(block, 0, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
