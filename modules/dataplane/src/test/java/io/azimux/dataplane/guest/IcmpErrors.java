package io.azimux.dataplane.guest;

import io.azimux.packet.Ethernet;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import java.util.Arrays;

/** ICMP errors, as routers and hosts send them about a packet. */
final class IcmpErrors {
  private static final int TRANSPORT = Ethernet.HEADER + Ipv4.HEADER;
  private static final int MTU = 1_400;
  private static final int FRAGMENTATION_NEEDED = 4;

  private IcmpErrors() {}

  /**
   * "Fragmentation needed", to the sender of a packet.
   *
   * @param from who says so
   * @param about a frame with the packet
   * @param quoted bytes quoted of what is behind its IPv4 header, as far as there are any
   */
  static byte[] fragmentationNeeded(String from, byte[] about, int quoted) {
    int ip = Ethernet.HEADER;
    int length = Math.min(Ipv4.HEADER + quoted, Ipv4.totalLength(about, ip));
    byte[] frame = Arrays.copyOf(about, TRANSPORT + Icmp.HEADER + length);
    int to = Ipv4.source(about, ip);
    int total = frame.length - ip;
    Ipv4.write(frame, ip, total, 64, Ipv4.ICMP, Ipv4Address.parse(from).bits(), to);
    System.arraycopy(about, ip, frame, TRANSPORT + Icmp.HEADER, length);
    int all = Icmp.HEADER + length;
    Icmp.write(frame, TRANSPORT, Icmp.UNREACHABLE, FRAGMENTATION_NEEDED, MTU, all);
    return frame;
  }
}
