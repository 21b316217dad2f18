package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpMessage.Keepalive;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.bgp.BgpMessage.Open;
import io.azimux.dataplane.bgp.BgpMessage.Update;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes messages as they stand on the wire (RFC 4271, section 4). */
public final class BgpEncoder {
  /** Stands in two octets for a system whose number needs four (RFC 6793). */
  static final int AS_TRANS = 23456;

  static final int HEADER = 19;
  static final int LONGEST = 4096;
  static final int OPEN = 1;
  static final int UPDATE = 2;
  static final int NOTIFICATION = 3;
  static final int KEEPALIVE = 4;
  static final int VERSION = 4;
  static final int CAPABILITIES = 2;
  static final int MULTIPROTOCOL = 1;
  static final int FOUR_OCTET_AS = 65;
  static final int IPV4 = 1;
  static final int UNICAST = 1;
  static final int OPTIONAL = 0x80;
  static final int TRANSITIVE = 0x40;
  static final int EXTENDED = 0x10;
  static final int ORIGIN = 1;
  static final int AS_PATH = 2;
  static final int NEXT_HOP = 3;
  static final int ATOMIC_AGGREGATE = 6;

  private BgpEncoder() {}

  /**
   * The bytes of a message.
   *
   * @param fourOctetAs how AS numbers in a path are written, as both sides have agreed
   * @throws IllegalArgumentException where it would be longer than 4096 bytes
   */
  public static byte[] encode(BgpMessage message, boolean fourOctetAs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int type;
    if (message instanceof Open open) {
      type = OPEN;
      open(open, out);
    } else if (message instanceof Update update) {
      type = UPDATE;
      update(update, fourOctetAs, out);
    } else if (message instanceof Notification notification) {
      type = NOTIFICATION;
      out.write(notification.code());
      out.write(notification.subcode());
      out.writeBytes(notification.data());
    } else if (message instanceof Keepalive) {
      type = KEEPALIVE;
    } else {
      throw new IllegalArgumentException("no wire form for " + message);
    }
    return framed(type, out.toByteArray());
  }

  private static byte[] framed(int type, byte[] body) {
    int length = HEADER + body.length;
    if (length > LONGEST) {
      throw new IllegalArgumentException("message of " + length + " bytes; most is " + LONGEST);
    }
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, 0, 16, (byte) 0xff);
    bytes[16] = (byte) (length >> 8);
    bytes[17] = (byte) length;
    bytes[18] = (byte) type;
    System.arraycopy(body, 0, bytes, HEADER, body.length);
    return bytes;
  }

  private static void open(Open open, ByteArrayOutputStream out) {
    ByteArrayOutputStream capabilities = new ByteArrayOutputStream();
    if (open.ipv4Unicast()) {
      capabilities.write(MULTIPROTOCOL);
      capabilities.write(4);
      put16(IPV4, capabilities);
      put16(UNICAST, capabilities);
    }
    if (open.fourOctetAs()) {
      capabilities.write(FOUR_OCTET_AS);
      capabilities.write(4);
      put32((int) open.as(), capabilities);
    }
    out.write(VERSION);
    put16(open.as() > 0xffff ? AS_TRANS : (int) open.as(), out);
    put16(open.holdSeconds(), out);
    put32(open.routerId().bits(), out);
    out.write(capabilities.size() == 0 ? 0 : capabilities.size() + 2);
    if (capabilities.size() > 0) {
      out.write(CAPABILITIES);
      out.write(capabilities.size());
      out.writeBytes(capabilities.toByteArray());
    }
  }

  private static void update(Update update, boolean fourOctetAs, ByteArrayOutputStream out) {
    byte[] withdrawn = prefixes(update.withdrawn());
    put16(withdrawn.length, out);
    out.writeBytes(withdrawn);
    byte[] attributes =
        update.attributes().map(its -> attributes(its, fourOctetAs)).orElse(new byte[0]);
    put16(attributes.length, out);
    out.writeBytes(attributes);
    out.writeBytes(prefixes(update.announced()));
  }

  private static byte[] attributes(PathAttributes attributes, boolean fourOctetAs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    attribute(ORIGIN, new byte[] {(byte) attributes.origin().ordinal()}, out);
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (PathAttributes.Segment segment : attributes.asPath()) {
      path.write(segment.ordered() ? 2 : 1);
      path.write(segment.systems().size());
      for (long as : segment.systems()) {
        if (fourOctetAs) {
          put32((int) as, path);
        } else {
          put16(as > 0xffff ? AS_TRANS : (int) as, path);
        }
      }
    }
    attribute(AS_PATH, path.toByteArray(), out);
    attribute(NEXT_HOP, four(attributes.nextHop()), out);
    if (attributes.atomicAggregate()) {
      attribute(ATOMIC_AGGREGATE, new byte[0], out);
    }
    return out.toByteArray();
  }

  private static void attribute(int type, byte[] value, ByteArrayOutputStream out) {
    boolean extended = value.length > 255;
    out.write(TRANSITIVE | (extended ? EXTENDED : 0));
    out.write(type);
    if (extended) {
      put16(value.length, out);
    } else {
      out.write(value.length);
    }
    out.writeBytes(value);
  }

  private static byte[] prefixes(List<Ipv4Prefix> prefixes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Ipv4Prefix prefix : prefixes) {
      out.write(prefix.length());
      for (int octet = 0; octet < octets(prefix.length()); octet++) {
        out.write(prefix.network() >> 24 - 8 * octet);
      }
    }
    return out.toByteArray();
  }

  static int octets(int prefixLength) {
    return (prefixLength + 7) / 8;
  }

  private static byte[] four(Ipv4Address address) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put32(address.bits(), out);
    return out.toByteArray();
  }

  private static void put16(int value, ByteArrayOutputStream out) {
    out.write(value >> 8);
    out.write(value);
  }

  private static void put32(int value, ByteArrayOutputStream out) {
    put16(value >>> 16, out);
    put16(value, out);
  }
}
