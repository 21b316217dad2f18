package io.azimux.dataplane.guest;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import java.util.Arrays;

/** Ways in which a frame is odd. */
enum Oddity {
  /** The last hop. */
  TTL_1,
  /** One hop more. */
  TTL_2,
  /** The IPv4 header was hurt on its way. */
  BAD_HEADER_CHECKSUM,
  /** Bytes behind the packet, as short frames have. */
  PADDED,
  /** The frame ends before the packet does. */
  CUT_OFF,
  /** Three options that say nothing. */
  IP_OPTIONS,
  /** From an address of the NVA itself. */
  FROM_ITSELF,
  /** From everybody. */
  FROM_BROADCAST,
  /** From nowhere. */
  FROM_NOWHERE,
  /** From a group. */
  FROM_MULTICAST,
  /** From a loopback address. */
  FROM_LOOPBACK,
  /** To a group. */
  TO_MULTICAST,
  /** To a loopback address. */
  TO_LOOPBACK,
  /** To nowhere. */
  TO_NOWHERE,
  /** To an address of network 0. */
  TO_NET_ZERO,
  /** To an address of the former class E. */
  TO_CLASS_E,
  /** A protocol without ports. */
  ESP,
  /** A datagram. */
  UDP,
  /** A datagram without a checksum. */
  UDP_WITHOUT_CHECKSUM,
  /** An echo request. */
  PING,
  /** An answer that nobody has asked for. */
  PONG,
  /** A SYN with urgent data. */
  URGENT_SYN,
  /** A reset with an urgent pointer, which no TCP sends. */
  URGENT_RST,
  /** Nothing but a FIN. */
  BARE_FIN,
  /** All flags. */
  CHRISTMAS;

  private static final int SOURCE = 12;
  private static final int IP = Ethernet.HEADER;
  private static final int TTL_AT = 8;
  private static final int PROTOCOL_AT = 9;
  private static final int TRANSPORT = IP + Ipv4.HEADER;
  private static final int ICMP_LENGTH = 8;
  private static final int ESP_PROTOCOL = 50;

  /** A frame of the tuple, as odd as this. */
  byte[] frame(String tuple) {
    byte[] frame =
        switch (this) {
          case UDP, UDP_WITHOUT_CHECKSUM -> udp(tuple);
          case PING, PONG -> ping(tuple);
          case URGENT_SYN -> tcp(tuple, Tcp.SYN | Tcp.URG);
          case URGENT_RST -> tcp(tuple, Tcp.RST | Tcp.URG);
          case BARE_FIN -> tcp(tuple, Tcp.FIN);
          case CHRISTMAS -> tcp(tuple, 0x3f);
          default -> tcp(tuple, Tcp.SYN);
        };
    return changed(frame);
  }

  private byte[] changed(byte[] frame) {
    switch (this) {
      case TTL_1 -> frame[IP + TTL_AT] = 1;
      case TTL_2 -> frame[IP + TTL_AT] = 2;
      case BAD_HEADER_CHECKSUM -> {
        frame[IP + TTL_AT] = 17;
        return frame;
      }
      case PADDED -> {
        return Arrays.copyOf(frame, frame.length + 6);
      }
      case CUT_OFF -> {
        return Arrays.copyOf(frame, frame.length - 2);
      }
      case IP_OPTIONS -> {
        return withOptions(frame);
      }
      case FROM_ITSELF -> address(frame, SOURCE, 10, 0, 2, 4);
      case FROM_BROADCAST -> address(frame, SOURCE, 255, 255, 255, 255);
      case FROM_NOWHERE -> address(frame, SOURCE, 0, 0, 0, 0);
      case FROM_MULTICAST -> address(frame, SOURCE, 224, 0, 0, 5);
      case FROM_LOOPBACK -> address(frame, SOURCE, 127, 0, 0, 1);
      case TO_MULTICAST -> address(frame, SOURCE + 4, 224, 0, 0, 5);
      case TO_LOOPBACK -> address(frame, SOURCE + 4, 127, 0, 0, 1);
      case TO_NOWHERE -> address(frame, SOURCE + 4, 0, 0, 0, 0);
      case TO_NET_ZERO -> address(frame, SOURCE + 4, 0, 0, 0, 1);
      case TO_CLASS_E -> address(frame, SOURCE + 4, 250, 1, 2, 3);
      case ESP -> frame[IP + PROTOCOL_AT] = ESP_PROTOCOL;
      case UDP_WITHOUT_CHECKSUM -> {
        frame[TRANSPORT + 6] = 0;
        frame[TRANSPORT + 7] = 0;
      }
      case PONG -> {
        frame[TRANSPORT] = 0;
        checksum(frame, TRANSPORT, ICMP_LENGTH, TRANSPORT + 2);
      }
      default -> {
        // As it was made.
      }
    }
    checksums(frame);
    return frame;
  }

  private static byte[] withOptions(byte[] frame) {
    byte[] longer = new byte[frame.length + 4];
    System.arraycopy(frame, 0, longer, 0, TRANSPORT);
    System.arraycopy(frame, TRANSPORT, longer, TRANSPORT + 4, frame.length - TRANSPORT);
    Arrays.fill(longer, TRANSPORT, TRANSPORT + 3, (byte) 1);
    longer[IP] = 0x46;
    longer[IP + 3] = (byte) (longer[IP + 3] + 4);
    checksum(longer, IP, Ipv4.HEADER + 4, IP + 10);
    return longer;
  }

  /** Those of IPv4, and of TCP where it is that. */
  private static void checksums(byte[] frame) {
    checksum(frame, IP, Ipv4.HEADER, IP + 10);
    if (frame[IP + PROTOCOL_AT] == Ipv4.TCP) {
      frame[TRANSPORT + 16] = 0;
      frame[TRANSPORT + 17] = 0;
      int length = Ipv4.totalLength(frame, IP) - Ipv4.HEADER;
      Tcp.setChecksum(
          frame, TRANSPORT, length, Ipv4.source(frame, IP), Ipv4.destination(frame, IP));
    }
  }

  private static void checksum(byte[] frame, int from, int length, int at) {
    frame[at] = 0;
    frame[at + 1] = 0;
    int sum = InternetChecksum.finish(InternetChecksum.sum(frame, from, length));
    frame[at] = (byte) (sum >>> 8);
    frame[at + 1] = (byte) sum;
  }

  private static void address(byte[] frame, int at, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      frame[IP + at + i] = (byte) bytes[i];
    }
  }

  private static byte[] tcp(String tuple, int flags) {
    PacketArena arena = new PacketArena(1);
    return arena.copy(Packets.tcp(arena, GuestLab.tcp(tuple), flags));
  }

  private static byte[] udp(String tuple) {
    PacketArena arena = new PacketArena(1);
    return arena.copy(Packets.udp(arena, GuestLab.udp(tuple), new byte[] {1, 2, 3}));
  }

  private static byte[] ping(String tuple) {
    PacketArena arena = new PacketArena(1);
    FiveTuple of = GuestLab.tcp(tuple);
    byte[] frame =
        arena.copy(Packets.ping(arena, of.source().toString(), of.destination().toString()));
    frame[TRANSPORT + 5] = 7;
    frame[TRANSPORT + 7] = 1;
    checksum(frame, TRANSPORT, ICMP_LENGTH, TRANSPORT + 2);
    return frame;
  }
}
