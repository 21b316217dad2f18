package io.azimux.cluster.attach;

import io.azimux.packet.Arp;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Tcp;
import org.jspecify.annotations.Nullable;

/** Frames as a guest's kernel makes and reads them. */
public final class GuestFrames {
  private static final int WINDOW = 65_535;

  private GuestFrames() {}

  /** The guest asks who has an address. */
  public static byte[] arp(Ipv4Address own, Ipv4Address wanted) {
    byte[] frame = new byte[Ethernet.HEADER + Arp.LENGTH];
    long mac = MacAddress.of(own).bits();
    Ethernet.write(frame, 0, 0xffff_ffff_ffffL, mac, Ethernet.TYPE_ARP);
    Arp.write(frame, Ethernet.HEADER, Arp.REQUEST, mac, own.bits(), 0, wanted.bits());
    return frame;
  }

  /** A TCP segment from the MAC address of a guest; don't fragment is set. */
  public static byte[] tcp(Ipv4Address guest, FiveTuple flow, int flags, int total) {
    byte[] frame = new byte[Ethernet.HEADER + total];
    int ip = Ethernet.HEADER;
    int transport = ip + Ipv4.HEADER;
    int source = flow.source().bits();
    int destination = flow.destination().bits();
    long mac = MacAddress.of(guest).bits();
    Ethernet.write(frame, 0, MacAddress.FABRIC.bits(), mac, Ethernet.TYPE_IPV4);
    Ipv4.write(frame, ip, total, 64, Ipv4.TCP, source, destination);
    Tcp.write(frame, transport, flow.sourcePort(), flow.destinationPort(), 1, 1, flags, WINDOW);
    Tcp.setChecksum(frame, transport, total - Ipv4.HEADER, source, destination);
    return frame;
  }

  /** A segment without payload. */
  public static byte[] tcp(Ipv4Address guest, FiveTuple flow, int flags) {
    return tcp(guest, flow, flags, Ipv4.HEADER + Tcp.HEADER);
  }

  /** Addresses and ports of a frame; null where it is no TCP segment. */
  public static @Nullable FiveTuple flow(byte[] frame) {
    int transport = Frame.check(frame, 0, frame.length);
    if (transport < 0 || Ipv4.protocol(frame, Ethernet.HEADER) != Ipv4.TCP) {
      return null;
    }
    return FiveTuple.ofKey(
        FlowKey.highOf(frame, Ethernet.HEADER), FlowKey.lowOf(frame, transport, Ipv4.TCP, 0));
  }

  /** True for a segment of a flow with just these flags. */
  public static boolean is(byte[] frame, FiveTuple flow, int flags) {
    return flow.equals(flow(frame)) && Tcp.flags(frame, Frame.MIN) == flags;
  }

  /** True for an ICMP packet of this type. */
  public static boolean isIcmp(byte[] frame, int type) {
    return Frame.check(frame, 0, frame.length) > 0
        && Ipv4.protocol(frame, Ethernet.HEADER) == Ipv4.ICMP
        && Bytes.u8(frame, Frame.MIN) == type;
  }

  /** What a server answers to a SYN: a SYN-ACK; null to anything else. */
  public static byte @Nullable [] serve(byte[] frame) {
    FiveTuple flow = flow(frame);
    if (flow == null || Tcp.flags(frame, Frame.MIN) != Tcp.SYN) {
      return null;
    }
    FiveTuple back = flow.reversed();
    byte[] answer = tcp(flow.destination(), back, Tcp.SYN | Tcp.ACK);
    int sequence = Tcp.sequence(frame, Frame.MIN) + 1;
    Bytes.put32(answer, Frame.MIN + 8, sequence);
    int length = Tcp.HEADER;
    Tcp.setChecksum(answer, Frame.MIN, length, back.source().bits(), back.destination().bits());
    return answer;
  }
}
