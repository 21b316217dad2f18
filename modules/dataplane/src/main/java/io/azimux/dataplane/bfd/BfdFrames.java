package io.azimux.dataplane.bfd;

import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Udp;
import org.jspecify.annotations.Nullable;

/** Control packets in Ethernet frames, between neighbours only (RFC 5881). */
public final class BfdFrames {
  /** UDP port of control packets. */
  public static final int PORT = 3784;

  /** A packet with less was forwarded by somebody, so it is not of a neighbour. */
  static final int TTL = 255;

  private static final int FIRST_SOURCE_PORT = 49_152;
  private static final int SOURCE_PORTS = 16_384;

  private BfdFrames() {}

  /**
   * Makes the frame of a packet. It has precedence over what it watches over: behind a queue of
   * data a neighbour would look dead whenever it is busy.
   *
   * @return its number; {@link PacketArena#FULL} where the arena has no room
   */
  public static int write(
      PacketArena arena, BfdPacket packet, Ipv4Address source, Ipv4Address destination) {
    int frame = arena.allocate();
    if (frame == PacketArena.FULL) {
      return frame;
    }
    int udpLength = Udp.HEADER + BfdPacket.LENGTH;
    arena.setLength(frame, Frame.MIN + udpLength);
    byte[] bytes = arena.bytes();
    int start = arena.start(frame);
    Ethernet.write(
        bytes,
        start,
        MacAddress.of(destination).bits(),
        MacAddress.of(source).bits(),
        Ethernet.TYPE_IPV4);
    int from = source.bits();
    int to = destination.bits();
    Ipv4.write(bytes, start + Ethernet.HEADER, Ipv4.HEADER + udpLength, TTL, Ipv4.UDP, from, to);
    Ipv4.setNetworkControl(bytes, start + Ethernet.HEADER);
    int udp = start + Frame.MIN;
    int port = FIRST_SOURCE_PORT + Integer.remainderUnsigned(packet.mine(), SOURCE_PORTS);
    Udp.write(bytes, udp, port, PORT, udpLength);
    packet.write(bytes, udp + Udp.HEADER);
    Udp.setChecksum(bytes, udp, udpLength, from, to);
    return frame;
  }

  /**
   * Whether a frame that is long enough for an IPv4 header may be a control packet for an address;
   * a short look for those whose other packets are many.
   */
  public static boolean isFor(PacketArena arena, int packet, int address) {
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int length = arena.length(packet);
    int ip = start + Ethernet.HEADER;
    return length >= Frame.MIN + Udp.HEADER
        && Ipv4.destination(bytes, ip) == address
        && Ipv4.protocol(bytes, ip) == Ipv4.UDP
        && Frame.check(bytes, start, length) >= 0
        && Udp.destinationPort(bytes, Frame.check(bytes, start, length)) == PORT;
  }

  /** Reads a frame that {@link #isFor} says yes to; null where it must be discarded. */
  public static @Nullable BfdPacket read(PacketArena arena, int packet) {
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int ip = start + Ethernet.HEADER;
    int udp = Frame.check(bytes, start, arena.length(packet));
    if (Ipv4.ttl(bytes, ip) != TTL || !Ipv4.checksumHolds(bytes, ip)) {
      return null;
    }
    return BfdPacket.read(bytes, udp + Udp.HEADER, Udp.length(bytes, udp) - Udp.HEADER);
  }
}
