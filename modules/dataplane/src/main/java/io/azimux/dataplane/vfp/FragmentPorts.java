package io.azimux.dataplane.vfp;

import io.azimux.packet.Bytes;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;
import io.azimux.packet.Udp;

/**
 * Gives the fragments of a packet the ports that only the first one has. Like Azure, the host does
 * not put packets together, and drops fragments that come before their first one.
 *
 * <p>As many packets as there are slots can be under way at once; a new one takes the place of
 * whichever had the slot.
 */
final class FragmentPorts {
  /** Answer where the ports are not known. */
  static final long UNKNOWN = -1;

  private static final int SLOTS = 256;
  private static final int FIELD = 6;
  private static final int MORE = 0x2000;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long[] addresses = new long[SLOTS];
  private final long[] packets = new long[SLOTS];
  private final long[] lows = new long[SLOTS];

  /**
   * Low word of the key of a fragment's flow, or {@link #UNKNOWN}.
   *
   * @param ip offset of a whole IPv4 header
   * @param payload bytes behind that header
   * @param scope of the NIC and direction
   */
  long low(byte[] bytes, int ip, int payload, int scope) {
    int protocol = Ipv4.protocol(bytes, ip);
    long high = FlowKey.highOf(bytes, ip);
    long packet = (long) scope << 32 | protocol << 16 | Ipv4.identification(bytes, ip);
    int slot = (int) ((high ^ packet * GOLDEN) * GOLDEN >>> 56) & (SLOTS - 1);
    if (Ipv4.isLaterFragment(bytes, ip)) {
      boolean known = addresses[slot] == high && packets[slot] == packet;
      if (known && (Bytes.u16(bytes, ip + FIELD) & MORE) == 0) {
        packets[slot] = 0;
      }
      return known ? lows[slot] : UNKNOWN;
    }
    int needed = protocol == Ipv4.TCP ? Tcp.HEADER : Udp.HEADER;
    if (payload < needed) {
      return UNKNOWN;
    }
    int transport = ip + Ipv4.headerLength(bytes, ip);
    addresses[slot] = high;
    packets[slot] = packet;
    lows[slot] = FlowKey.lowOf(bytes, transport, protocol, scope);
    return lows[slot];
  }
}
