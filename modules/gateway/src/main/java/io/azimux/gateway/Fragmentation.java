package io.azimux.gateway;

import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Cuts IPv4 packets that are too long for a link into fragments (RFC 791 section 3.2). */
final class Fragmentation {
  private static final int FRAGMENT_FIELD = 6;
  private static final int MORE = 0x2000;
  private static final int OFFSET = 0x1fff;
  private static final int UNIT = 8;
  private static final int CHECKSUM = 10;

  /** Of an option's type: it stands in every fragment. */
  private static final int COPIED = 0x80;

  private static final int NO_OPERATION = 1;

  private Fragmentation() {}

  /**
   * Cuts a packet, which stays as it is.
   *
   * @param packet an Ethernet frame with a whole IPv4 packet that may be fragmented
   * @param mtu bytes of the longest fragment
   * @param sink takes the fragments in order
   * @return false where there was no room for all of them
   */
  static boolean cut(PacketArena arena, int packet, int mtu, IntConsumer sink) {
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int header = Ipv4.headerLength(bytes, ip);
    int payload = Ipv4.totalLength(bytes, ip) - header;
    int most = (mtu - header) / UNIT * UNIT;
    int field = Bytes.u16(bytes, ip + FRAGMENT_FIELD);
    for (int from = 0; from < payload; from += most) {
      int length = Math.min(most, payload - from);
      int fragment = piece(arena, packet, header, from, length);
      if (fragment == PacketArena.FULL) {
        return false;
      }
      int more = from + length < payload ? MORE : field & MORE;
      int offset = (field & OFFSET) + from / UNIT;
      int at = arena.start(fragment) + Ethernet.HEADER;
      if (offset != 0) {
        blankOptions(bytes, at + Ipv4.HEADER, at + header);
      }
      Bytes.put16(bytes, at + FRAGMENT_FIELD, more | offset);
      Bytes.put16(bytes, at + 2, header + length);
      Bytes.put16(bytes, at + CHECKSUM, 0);
      int checksum = InternetChecksum.finish(InternetChecksum.sum(bytes, at, header));
      Bytes.put16(bytes, at + CHECKSUM, checksum);
      sink.accept(fragment);
    }
    return true;
  }

  /** A new packet with the headers of another, and a part of its payload. */
  private static int piece(PacketArena arena, int packet, int header, int from, int length) {
    int headers = Ethernet.HEADER + header;
    int start = arena.start(packet);
    int fragment = arena.allocate(arena.bytes(), start, headers);
    if (fragment != PacketArena.FULL) {
      arena.setLength(fragment, headers + length);
      int at = arena.start(fragment) + headers;
      System.arraycopy(arena.bytes(), start + headers + from, arena.bytes(), at, length);
      arena.setMark(fragment, arena.mark(packet));
    }
    return fragment;
  }

  /** Options that only the first fragment has become no operation. */
  private static void blankOptions(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int type = Bytes.u8(bytes, at);
      if (type == 0) {
        return;
      }
      int length = type == NO_OPERATION ? 1 : at + 1 < to ? Bytes.u8(bytes, at + 1) : 0;
      if (length < 1 || type != NO_OPERATION && length < 2 || at + length > to) {
        return;
      }
      if ((type & COPIED) == 0) {
        Arrays.fill(bytes, at, at + length, (byte) NO_OPERATION);
      }
      at += length;
    }
  }
}
