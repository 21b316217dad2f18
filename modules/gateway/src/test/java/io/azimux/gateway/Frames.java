package io.azimux.gateway;

import io.azimux.packet.Arp;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;

/** Frames and datagrams as a guest's kernel makes them. */
final class Frames {
  static final int GUEST = Ipv4Address.parse("10.0.2.6").bits();
  static final int OTHER = Ipv4Address.parse("10.0.2.4").bits();
  static final int GATEWAY = Ipv4Address.parse("10.0.2.1").bits();
  static final long GUEST_MAC = MacAddress.bitsOf(GUEST);
  static final long FABRIC = MacAddress.FABRIC.bits();
  static final int KERNEL = Ipv4Address.parse("10.254.0.2").bits();
  static final int VNI = 10101;

  private Frames() {}

  /** A link with an MTU; the peer is learnt. */
  static LinkSettings link(int mtu) {
    return new LinkSettings(VNI, GUEST_MAC, GUEST, GATEWAY, Vxlan.PORT, 0, 0, mtu);
  }

  /** UDP in IPv4 of this many bytes, from the guest. */
  static byte[] fromGuest(int total, boolean dontFragment) {
    return udp(GUEST, OTHER, GUEST_MAC, FABRIC, total, dontFragment);
  }

  /** The same to the guest. */
  static byte[] toGuest(int total, boolean dontFragment) {
    return udp(OTHER, GUEST, FABRIC, GUEST_MAC, total, dontFragment);
  }

  private static byte[] udp(
      int source, int destination, long sourceMac, long mac, int total, boolean dontFragment) {
    byte[] frame = new byte[Ethernet.HEADER + total];
    int ip = Ethernet.HEADER;
    Ethernet.write(frame, 0, mac, sourceMac, Ethernet.TYPE_IPV4);
    for (int i = ip + Ipv4.HEADER + Udp.HEADER; i < frame.length; i++) {
      frame[i] = (byte) i;
    }
    Ipv4.write(frame, ip, total, 64, Ipv4.UDP, source, destination);
    Udp.write(frame, ip + Ipv4.HEADER, 1000, 2000, total - Ipv4.HEADER);
    if (!dontFragment) {
      Bytes.put16(frame, ip + 4, 4711);
      Bytes.put16(frame, ip + 6, 0);
      Bytes.put16(frame, ip + 10, 0);
      long sum = InternetChecksum.sum(frame, ip, Ipv4.HEADER);
      Bytes.put16(frame, ip + 10, InternetChecksum.finish(sum));
    }
    return frame;
  }

  /** The guest asks for an address. */
  static byte[] arp(int wanted) {
    byte[] frame = new byte[Ethernet.HEADER + Arp.LENGTH];
    Ethernet.write(frame, 0, 0xffff_ffff_ffffL, GUEST_MAC, Ethernet.TYPE_ARP);
    Arp.write(frame, Ethernet.HEADER, Arp.REQUEST, GUEST_MAC, GUEST, 0, wanted);
    return frame;
  }

  /** A datagram of the tunnel, behind the address that it came from. */
  static byte[] datagram(int from, int vni, byte[] frame) {
    byte[] bytes = new byte[TunnelLink.OVERHEAD + frame.length];
    OuterAddress.write(bytes, 0, from, 51_234);
    Vxlan.write(bytes, OuterAddress.LENGTH, vni);
    System.arraycopy(frame, 0, bytes, TunnelLink.OVERHEAD, frame.length);
    return bytes;
  }
}
