package io.azimux.packet.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads pcapng files of any byte order: interface descriptions and enhanced packet blocks; other
 * blocks are passed over. Every length is checked against a bound before memory is taken.
 */
public final class PcapngReader {
  /** Bytes a block may have: a jumbo frame with options; anything longer is not a file of ours. */
  public static final int MAX_BLOCK = 1 << 20;

  /** Interfaces a file may describe. */
  public static final int MAX_INTERFACES = 4096;

  /** A file that is not pcapng, or is broken; the message says where and how. */
  public static final class MalformedCaptureException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedCaptureException(long at, String what) {
      super("byte " + at + ": " + what);
    }
  }

  /** An interface. */
  public record Interface(String name, int linkType, long unitsPerSecond) {}

  /** A frame; {@code time} is in the units of its interface. */
  public record CapturedPacket(Interface source, long time, byte[] bytes) {}

  private final InputStream in;
  private final List<Interface> interfaces = new ArrayList<>();
  private ByteOrder order = ByteOrder.BIG_ENDIAN;
  private long position;

  /** Reads from a stream, which the caller closes. */
  public PcapngReader(InputStream in) {
    this.in = in;
  }

  /** The next frame; empty at the end of the file. */
  public Optional<CapturedPacket> next() throws IOException {
    while (true) {
      byte[] head = in.readNBytes(8);
      if (head.length == 0) {
        return Optional.empty();
      }
      if (head.length < 8) {
        throw new MalformedCaptureException(position, "file ends inside a block header");
      }
      ByteBuffer header = ByteBuffer.wrap(head);
      if (header.getInt(0) == PcapngWriter.SECTION_HEADER) {
        section(header);
        continue;
      }
      header.order(order);
      ByteBuffer body = body(header.getInt(4));
      int type = header.getInt(0);
      if (type == PcapngWriter.INTERFACE_DESCRIPTION) {
        interfaces.add(describe(body));
      } else if (type == PcapngWriter.ENHANCED_PACKET) {
        return Optional.of(packet(body));
      }
    }
  }

  /** Interfaces described so far. */
  public List<Interface> interfaces() {
    return List.copyOf(interfaces);
  }

  private void section(ByteBuffer header) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4) {
      throw new MalformedCaptureException(position, "file ends inside the section header");
    }
    if (ByteBuffer.wrap(magic).getInt() == PcapngWriter.BYTE_ORDER_MAGIC) {
      order = ByteOrder.BIG_ENDIAN;
    } else if (ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt()
        == PcapngWriter.BYTE_ORDER_MAGIC) {
      order = ByteOrder.LITTLE_ENDIAN;
    } else {
      throw new MalformedCaptureException(position + 8, "no byte-order magic");
    }
    interfaces.clear();
    int length = header.order(order).getInt(4);
    body(length - 4);
    position += 4;
  }

  /**
   * Reads the rest of a block whose header said {@code length}; checks the trailing length field.
   */
  private ByteBuffer body(int length) throws IOException {
    if (length < 12 || length > MAX_BLOCK || (length & 3) != 0) {
      throw new MalformedCaptureException(position + 4, "block length " + length);
    }
    byte[] rest = in.readNBytes(length - 8);
    if (rest.length < length - 8) {
      throw new MalformedCaptureException(position, "file ends inside a block of " + length);
    }
    position += length;
    return ByteBuffer.wrap(rest, 0, rest.length - 4).slice().order(order);
  }

  private Interface describe(ByteBuffer body) throws IOException {
    if (body.remaining() < 8 || interfaces.size() == MAX_INTERFACES) {
      throw new MalformedCaptureException(position, "bad interface description");
    }
    int linkType = body.getShort(0) & 0xffff;
    String name = "";
    long units = 1_000_000;
    int at = 8;
    while (at + 4 <= body.limit()) {
      int code = body.getShort(at) & 0xffff;
      int length = body.getShort(at + 2) & 0xffff;
      if (code == 0 || at + 4 + length > body.limit()) {
        break;
      }
      if (code == PcapngWriter.OPTION_NAME) {
        name = text(body, at + 4, length);
      } else if (code == PcapngWriter.OPTION_RESOLUTION && length == 1) {
        units = unitsPerSecond(body.get(at + 4));
      }
      at += 4 + (length + 3 & ~3);
    }
    return new Interface(name, linkType, units);
  }

  private static String text(ByteBuffer body, int at, int length) {
    byte[] text = new byte[length];
    body.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The resolution option: a power of ten, or of two where the top bit is set. */
  private static long unitsPerSecond(byte resolution) {
    int exponent = resolution & 0x7f;
    if (resolution < 0) {
      return 1L << Math.min(exponent, 62);
    }
    long units = 1;
    for (int i = 0; i < Math.min(exponent, 18); i++) {
      units *= 10;
    }
    return units;
  }

  private CapturedPacket packet(ByteBuffer body) throws IOException {
    int number = body.remaining() >= 20 ? body.getInt(0) : -1;
    if (number < 0 || number >= interfaces.size()) {
      throw new MalformedCaptureException(position, "packet of unknown interface " + number);
    }
    long time = (long) body.getInt(4) << 32 | (body.getInt(8) & 0xffffffffL);
    int length = body.getInt(12);
    if (length < 0 || length > body.remaining() - 20) {
      throw new MalformedCaptureException(position, "packet length " + length);
    }
    byte[] bytes = new byte[length];
    body.get(20, bytes);
    return new CapturedPacket(interfaces.get(number), time, bytes);
  }
}
