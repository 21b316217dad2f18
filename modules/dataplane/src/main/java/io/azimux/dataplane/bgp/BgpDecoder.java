package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpMessage.Keepalive;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.bgp.BgpMessage.Open;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads messages. Every sequence of bytes gives messages, and at the first that is none the
 * NOTIFICATION which RFC 4271, section 6, prescribes; nothing is read behind it.
 */
public final class BgpDecoder {
  /** Messages read of one piece of bytes; a sender of more gets the rest of its bytes refused. */
  static final int MOST_MESSAGES = 1024;

  private static final int SHORTEST_OPEN = 29;
  private static final int SHORTEST_UPDATE = 23;
  private static final int SHORTEST_NOTIFICATION = 21;
  private static final int MULTICAST = 0xe0;

  private BgpDecoder() {}

  /**
   * All messages of a piece of bytes, which holds whole ones.
   *
   * @param fourOctetAs how AS numbers in a path are written, as both sides have agreed
   */
  public static List<BgpInput> decode(byte[] bytes, boolean fourOctetAs) {
    List<BgpInput> all = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      BgpInput one = all.size() == MOST_MESSAGES ? header(2) : one(bytes, at, fourOctetAs);
      all.add(one);
      if (one instanceof BgpFault) {
        return all;
      }
      at += Bytes.u16(bytes, at + 16);
    }
    return all;
  }

  private static BgpInput one(byte[] bytes, int at, boolean fourOctetAs) {
    int left = bytes.length - at;
    if (left < BgpEncoder.HEADER) {
      return header(2);
    }
    if (Bytes.i64(bytes, at) != -1 || Bytes.i64(bytes, at + 8) != -1) {
      return header(1);
    }
    int length = Bytes.u16(bytes, at + 16);
    int type = Bytes.u8(bytes, at + 18);
    if (length < BgpEncoder.HEADER || length > BgpEncoder.LONGEST || length > left) {
      return header(2, bytes[at + 16], bytes[at + 17]);
    }
    if (type < BgpEncoder.OPEN || type > BgpEncoder.KEEPALIVE) {
      return header(3, bytes[at + 18]);
    }
    if (!fits(type, length)) {
      return header(2, bytes[at + 16], bytes[at + 17]);
    }
    Reader body = new Reader(bytes, at + BgpEncoder.HEADER, at + length);
    return switch (type) {
      case BgpEncoder.OPEN -> open(body);
      case BgpEncoder.UPDATE -> new UpdateReader(fourOctetAs).read(body);
      case BgpEncoder.NOTIFICATION ->
          new Notification(body.u8(), body.u8(), body.bytes(body.left()));
      default -> new Keepalive();
    };
  }

  private static boolean fits(int type, int length) {
    return switch (type) {
      case BgpEncoder.OPEN -> length >= SHORTEST_OPEN;
      case BgpEncoder.UPDATE -> length >= SHORTEST_UPDATE;
      case BgpEncoder.NOTIFICATION -> length >= SHORTEST_NOTIFICATION;
      default -> length == BgpEncoder.HEADER;
    };
  }

  private static BgpInput open(Reader body) {
    int version = body.u8();
    if (version != BgpEncoder.VERSION) {
      return fault(Notification.OPEN, 1, (byte) 0, (byte) BgpEncoder.VERSION);
    }
    int as = body.u16();
    int hold = body.u16();
    int id = body.i32();
    int parameters = body.u8();
    if (parameters != body.left()) {
      return fault(Notification.OPEN, 0);
    }
    if (id == 0 || id >>> 24 >= MULTICAST) {
      return fault(Notification.OPEN, 3);
    }
    if (hold == 1 || hold == 2) {
      return fault(Notification.OPEN, 6);
    }
    Capabilities capabilities = new Capabilities();
    while (body.left() > 0) {
      if (body.left() < 2) {
        return fault(Notification.OPEN, 0);
      }
      int type = body.u8();
      int length = body.u8();
      if (length > body.left()) {
        return fault(Notification.OPEN, 0);
      }
      if (type != BgpEncoder.CAPABILITIES) {
        return fault(Notification.OPEN, 4);
      }
      if (!capabilities.read(body.part(length))) {
        return fault(Notification.OPEN, 0);
      }
    }
    long system = capabilities.as < 0 ? as : capabilities.as;
    if (as == 0 || system == 0) {
      return fault(Notification.OPEN, 2);
    }
    boolean unicast = capabilities.ipv4Unicast || !capabilities.multiprotocol;
    return new Open(system, hold, new Ipv4Address(id), capabilities.as >= 0, unicast);
  }

  /** What the sender can (RFC 5492); what is not known here is passed over. */
  private static final class Capabilities {
    private long as = -1;
    private boolean multiprotocol;
    private boolean ipv4Unicast;

    boolean read(Reader list) {
      while (list.left() > 0) {
        if (list.left() < 2) {
          return false;
        }
        int code = list.u8();
        int length = list.u8();
        if (length > list.left()) {
          return false;
        }
        Reader value = list.part(length);
        boolean known = code == BgpEncoder.FOUR_OCTET_AS || code == BgpEncoder.MULTIPROTOCOL;
        if (known && length != 4) {
          return false;
        }
        if (code == BgpEncoder.FOUR_OCTET_AS) {
          as = value.i32() & 0xffffffffL;
        } else if (code == BgpEncoder.MULTIPROTOCOL) {
          multiprotocol = true;
          ipv4Unicast |= value.i32() == (BgpEncoder.IPV4 << 16 | BgpEncoder.UNICAST);
        }
      }
      return true;
    }
  }

  private static BgpFault header(int subcode, byte... data) {
    return fault(Notification.HEADER, subcode, data);
  }

  static BgpFault fault(int code, int subcode, byte... data) {
    return new BgpFault(new Notification(code, subcode, data));
  }

  /** A part of a message, read from front to back; whoever reads has asked what is left. */
  static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      at = from;
      end = to;
    }

    int left() {
      return end - at;
    }

    int u8() {
      return Bytes.u8(bytes, at++);
    }

    int u16() {
      at += 2;
      return Bytes.u16(bytes, at - 2);
    }

    int i32() {
      at += 4;
      return Bytes.i32(bytes, at - 4);
    }

    byte[] bytes(int count) {
      at += count;
      return Arrays.copyOfRange(bytes, at - count, at);
    }

    Reader part(int length) {
      at += length;
      return new Reader(bytes, at - length, at);
    }
  }
}
