package io.azimux.dataplane.vfp;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;

/**
 * Where tunnels end: judges what came in from the physical network, and takes the outer headers off
 * in place.
 */
final class TunnelEnd {
  private static final int INNER = Udp.HEADER + Vxlan.HEADER;

  private final NicTable nics;
  private final int address;

  /**
   * Makes the end of all tunnels to a host.
   *
   * @param address provider address of the host
   */
  TunnelEnd(NicTable nics, Ipv4Address address) {
    this.nics = nics;
    this.address = address.bits();
  }

  /**
   * Takes the tunnel off a packet, or ends it.
   *
   * @return number of the NIC that the inner frame is for, or {@link NicTable#NONE} where the
   *     packet has ended
   */
  int open(int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int transport = Frame.check(bytes, start, arena.length(packet));
    if (transport < 0) {
      Endings.unreadable(packet, transport, out);
      return NicTable.NONE;
    }
    int ip = start + Ethernet.HEADER;
    if (Ipv4.destination(bytes, ip) != address) {
      return drop(packet, Disposition.NOT_FOR_ME, "not the host's address", out);
    }
    if (Ipv4.protocol(bytes, ip) != Ipv4.UDP
        || Udp.destinationPort(bytes, transport) != Vxlan.PORT) {
      return drop(packet, Disposition.NO_LISTENER, "not VXLAN", out);
    }
    int inner = transport + INNER;
    int innerLength = Udp.length(bytes, transport) - INNER;
    if (innerLength < Ethernet.HEADER || !Vxlan.vniValid(bytes, transport + Udp.HEADER)) {
      return drop(packet, Disposition.MALFORMED, "VXLAN cut off or without a VNI", out);
    }
    int vni = Vxlan.vni(bytes, transport + Udp.HEADER);
    int nic = nics.findByMac(vni, Ethernet.destination(bytes, inner));
    if (nic == NicTable.NONE) {
      return noNic(packet, vni, Ethernet.destination(bytes, inner), out);
    }
    if (arena.mark(packet) != 0) {
      traceOuter(packet, bytes, ip, vni, out);
    }
    arena.pull(packet, inner - start);
    arena.setLength(packet, innerLength);
    return nic;
  }

  private int noNic(int packet, int vni, long mac, Outbox out) {
    if (!nics.serves(vni)) {
      return drop(packet, Disposition.UNKNOWN_VNI, "no guest in this network", out);
    }
    return nics.hasMac(mac)
        ? drop(packet, Disposition.UNKNOWN_VNI, "the NIC is in another network", out)
        : drop(packet, Disposition.NOT_FOR_ME, "no such NIC on this host", out);
  }

  private static int drop(int packet, Disposition disposition, String detail, Outbox out) {
    Endings.finish(packet, disposition, detail, out);
    return NicTable.NONE;
  }

  private static void traceOuter(int packet, byte[] bytes, int ip, int vni, Outbox out) {
    Ipv4Address source = new Ipv4Address(Ipv4.source(bytes, ip));
    Ipv4Address destination = new Ipv4Address(Ipv4.destination(bytes, ip));
    out.step(packet, new Step.Decapsulated(source, destination, vni));
  }
}
