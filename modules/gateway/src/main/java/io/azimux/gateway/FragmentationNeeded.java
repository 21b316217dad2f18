package io.azimux.gateway;

import io.azimux.packet.Ethernet;
import io.azimux.packet.Icmp;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;

/**
 * The answer to a packet that is too long for a link and must not be fragmented: ICMP type 3, code
 * 4, with the link's MTU (RFC 1191 section 4).
 *
 * <pre>
 * | type 3 | code 4 | checksum | unused (2) | next-hop MTU (2) | the packet's header and beginning
 * </pre>
 */
final class FragmentationNeeded {
  /** Code of destination unreachable: fragmentation needed and DF set. */
  static final int CODE = 4;

  /** Longest answer, IPv4 header included (RFC 1812 section 4.3.2.3). */
  static final int LONGEST = 576;

  private static final int TTL = 64;
  private static final int FIRST_MULTICAST = 224;

  /** Bit n is set where ICMP type n is an error, which is never answered by another. */
  private static final int ERRORS = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 11 | 1 << 12;

  private FragmentationNeeded() {}

  /**
   * True where the packet may be answered (RFC 1122 section 3.2.2): it is no ICMP error, no later
   * fragment, and from one machine to one machine.
   *
   * @param ip offset of the IPv4 header of a whole packet
   */
  static boolean mayAnswer(byte[] bytes, int ip) {
    int source = Ipv4.source(bytes, ip) >>> 24;
    int destination = Ipv4.destination(bytes, ip) >>> 24;
    if (source == 0 || source >= FIRST_MULTICAST || destination >= FIRST_MULTICAST) {
      return false;
    }
    if (Ipv4.isLaterFragment(bytes, ip)) {
      return false;
    }
    if (Ipv4.protocol(bytes, ip) != Ipv4.ICMP) {
      return true;
    }
    int type = Icmp.type(bytes, ip + Ipv4.headerLength(bytes, ip));
    return type >= Integer.SIZE || (ERRORS >>> type & 1) == 0;
  }

  /**
   * Makes the answer to a packet.
   *
   * @param packet an Ethernet frame with a whole IPv4 packet
   * @param from address that says so
   * @param toMac Ethernet address of the receiver
   * @param fromMac that of the sender
   * @param mtu bytes that the link takes
   * @return the new packet, or {@link PacketArena#FULL}
   */
  static int answer(PacketArena arena, int packet, int from, long toMac, long fromMac, int mtu) {
    int answer = arena.allocate();
    if (answer == PacketArena.FULL) {
      return answer;
    }
    byte[] bytes = arena.bytes();
    int quoted = arena.start(packet) + Ethernet.HEADER;
    int room = LONGEST - Ipv4.HEADER - Icmp.HEADER;
    int length = Math.min(room, Ipv4.totalLength(bytes, quoted));
    int total = Ipv4.HEADER + Icmp.HEADER + length;
    arena.setLength(answer, Ethernet.HEADER + total);
    int start = arena.start(answer);
    int ip = start + Ethernet.HEADER;
    int icmp = ip + Ipv4.HEADER;
    Ethernet.write(bytes, start, toMac, fromMac, Ethernet.TYPE_IPV4);
    System.arraycopy(bytes, quoted, bytes, icmp + Icmp.HEADER, length);
    Ipv4.write(bytes, ip, total, TTL, Ipv4.ICMP, from, Ipv4.source(bytes, quoted));
    Icmp.write(bytes, icmp, Icmp.UNREACHABLE, CODE, mtu, Icmp.HEADER + length);
    return answer;
  }
}
