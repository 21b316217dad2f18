package io.azimux.node;

import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/**
 * What a trace shows of a packet.
 *
 * @param flow addresses and ports of the (inner) packet
 * @param tcpFlags TCP flag byte, 0 where it is not TCP
 * @param ttl time to live of the (inner) packet
 * @param length bytes of the whole frame
 * @param tunnel the tunnel around it, if there is one
 */
public record PacketSummary(
    FiveTuple flow, int tcpFlags, int ttl, int length, @Nullable Tunnel tunnel) {

  /** Outer addresses and network of an encapsulated packet. */
  public record Tunnel(Ipv4Address source, Ipv4Address destination, int vni) {
    @Override
    public String toString() {
      return "VXLAN vni " + vni + " " + source + " > " + destination;
    }
  }

  private static final FiveTuple NONE = FiveTuple.of(0, 0, 0, 0, 0);

  /** Reads a packet; one that cannot be read has an all-zero flow. */
  public static PacketSummary of(PacketArena arena, int packet) {
    return of(arena.bytes(), arena.start(packet), arena.length(packet));
  }

  /** Reads a frame. */
  public static PacketSummary of(byte[] bytes, int start, int length) {
    int transport = Frame.check(bytes, start, length);
    int ip = start + Ethernet.HEADER;
    if (transport > 0 && isVxlan(bytes, ip, transport, length - (transport - start))) {
      Tunnel tunnel =
          new Tunnel(
              new Ipv4Address(Ipv4.source(bytes, ip)),
              new Ipv4Address(Ipv4.destination(bytes, ip)),
              Vxlan.vni(bytes, transport + Udp.HEADER));
      int inner = transport + Udp.HEADER + Vxlan.HEADER;
      return plain(bytes, inner, length - (inner - start), length, tunnel);
    }
    return plain(bytes, start, length, length, null);
  }

  private static boolean isVxlan(byte[] bytes, int ip, int transport, int left) {
    return Ipv4.protocol(bytes, ip) == Ipv4.UDP
        && Udp.destinationPort(bytes, transport) == Vxlan.PORT
        && left >= Udp.HEADER + Vxlan.HEADER;
  }

  private static PacketSummary plain(
      byte[] bytes, int start, int length, int whole, @Nullable Tunnel tunnel) {
    int transport = Frame.check(bytes, start, length);
    if (transport < 0) {
      return new PacketSummary(NONE, 0, 0, whole, tunnel);
    }
    int ip = start + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    FiveTuple flow =
        FiveTuple.ofKey(FlowKey.highOf(bytes, ip), FlowKey.lowOf(bytes, transport, protocol, 0));
    int flags = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
    return new PacketSummary(flow, flags, Ipv4.ttl(bytes, ip), whole, tunnel);
  }

  @Override
  public String toString() {
    String flags = flow.protocol() == Ipv4.TCP ? " [" + Tcp.flagsText(tcpFlags) + "]" : "";
    String text = flow + flags + " ttl " + ttl;
    return tunnel == null ? text : tunnel + " | " + text;
  }
}
