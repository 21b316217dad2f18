package io.azimux.dataplane.testkit;

import io.azimux.packet.Burst;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Udp;

/** Packets with right checksums. Frames go from the source's MAC address to the fabric's. */
public final class Packets {
  /** TTL of new packets. */
  public static final int TTL = 64;

  private static final int WINDOW = 65_535;

  private Packets() {}

  /** A tuple from text: {@code tuple("1.2.3.4", 40000, "20.240.9.27", 22)} over TCP. */
  public static FiveTuple tcpTuple(String source, int sourcePort, String destination, int port) {
    return new FiveTuple(
        Ipv4Address.parse(source), Ipv4Address.parse(destination), Ipv4.TCP, sourcePort, port);
  }

  /** The same over UDP. */
  public static FiveTuple udpTuple(String source, int sourcePort, String destination, int port) {
    return new FiveTuple(
        Ipv4Address.parse(source), Ipv4Address.parse(destination), Ipv4.UDP, sourcePort, port);
  }

  /** A TCP segment; the arena has room. */
  public static int tcp(PacketArena arena, FiveTuple tuple, int flags, byte... payload) {
    return tcp(arena, tuple, flags, 1000, 2000, payload);
  }

  /** A TCP segment with sequence and acknowledgment numbers. */
  public static int tcp(
      PacketArena arena, FiveTuple tuple, int flags, int sequence, int ack, byte... payload) {
    int length = Tcp.HEADER + payload.length;
    int packet = ip(arena, tuple, length);
    byte[] bytes = arena.bytes();
    int at = arena.start(packet) + Ethernet.HEADER + Ipv4.HEADER;
    Tcp.write(bytes, at, tuple.sourcePort(), tuple.destinationPort(), sequence, ack, flags, WINDOW);
    System.arraycopy(payload, 0, bytes, at + Tcp.HEADER, payload.length);
    Tcp.setChecksum(bytes, at, length, tuple.source().bits(), tuple.destination().bits());
    return packet;
  }

  /** A UDP datagram. */
  public static int udp(PacketArena arena, FiveTuple tuple, byte... payload) {
    int length = Udp.HEADER + payload.length;
    int packet = ip(arena, tuple, length);
    byte[] bytes = arena.bytes();
    int at = arena.start(packet) + Ethernet.HEADER + Ipv4.HEADER;
    Udp.write(bytes, at, tuple.sourcePort(), tuple.destinationPort(), length);
    System.arraycopy(payload, 0, bytes, at + Udp.HEADER, payload.length);
    Udp.setChecksum(bytes, at, length, tuple.source().bits(), tuple.destination().bits());
    return packet;
  }

  /** An ICMP echo request. */
  public static int ping(PacketArena arena, String source, String destination) {
    FiveTuple tuple =
        new FiveTuple(Ipv4Address.parse(source), Ipv4Address.parse(destination), Ipv4.ICMP, 0, 0);
    int packet = ip(arena, tuple, 8);
    int at = arena.start(packet) + Ethernet.HEADER + Ipv4.HEADER;
    Bytes.put64(arena.bytes(), at, 0x0800_f7ff_0000_0000L);
    return packet;
  }

  /** The five-tuple of a plain (not encapsulated) packet that {@link Frame} accepts. */
  public static FiveTuple tupleOf(PacketArena arena, int packet) {
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    int transport = Frame.check(bytes, arena.start(packet), arena.length(packet));
    if (transport < 0) {
      throw new IllegalArgumentException(Frame.describe(transport));
    }
    return FiveTuple.ofKey(
        FlowKey.highOf(bytes, ip), FlowKey.lowOf(bytes, transport, Ipv4.protocol(bytes, ip), 0));
  }

  /** A burst of these packets. */
  public static Burst burst(int... packets) {
    Burst burst = new Burst();
    for (int packet : packets) {
      burst.add(packet);
    }
    return burst;
  }

  private static int ip(PacketArena arena, FiveTuple tuple, int payloadLength) {
    int packet = arena.allocate();
    if (packet == PacketArena.FULL) {
      throw new IllegalStateException("the arena is full");
    }
    int total = Ipv4.HEADER + payloadLength;
    arena.setLength(packet, Ethernet.HEADER + total);
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    long source = MacAddress.of(tuple.source()).bits();
    Ethernet.write(bytes, start, MacAddress.FABRIC.bits(), source, Ethernet.TYPE_IPV4);
    int from = tuple.source().bits();
    int to = tuple.destination().bits();
    Ipv4.write(bytes, start + Ethernet.HEADER, total, TTL, tuple.protocol(), from, to);
    return packet;
  }
}
