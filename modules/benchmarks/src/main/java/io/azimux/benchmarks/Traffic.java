package io.azimux.benchmarks;

import io.azimux.packet.Burst;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;

/**
 * Packets of flows drawn uniformly at random. One template lies in a few arena slots, and only
 * source address and port are written anew: so what misses the cache is the flow table, not the
 * packets.
 */
final class Traffic {
  private static final int FRAME = 100;
  private static final int SOURCES = 0x0b00_0000;
  private static final int PORTS_BITS = 15;
  private static final int FIRST_PORT = 1024;
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  private final PacketArena arena = new PacketArena(Burst.CAPACITY);
  private final Burst burst = new Burst();
  private final int[] packets;
  private final int flows;
  private long state = 1;

  Traffic(int flows, int burstSize) {
    this.flows = flows;
    packets = new int[burstSize];
    byte[] template = template();
    for (int i = 0; i < burstSize; i++) {
      packets[i] = arena.allocate(template, 0, template.length);
    }
  }

  PacketArena arena() {
    return arena;
  }

  int size() {
    return packets.length;
  }

  /** The next burst of random flows. */
  Burst next() {
    burst.clear();
    for (int packet : packets) {
      state += GOLDEN;
      long z = (state ^ state >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      write(packet, (int) ((z >>> 32) * flows >>> 32));
      burst.add(packet);
    }
    return burst;
  }

  /** A burst of flows in order from {@code first}. */
  Burst inOrder(int first) {
    burst.clear();
    for (int i = 0; i < packets.length && first + i < flows; i++) {
      write(packets[i], first + i);
      burst.add(packets[i]);
    }
    return burst;
  }

  private void write(int packet, int flow) {
    byte[] bytes = arena.bytes();
    int ip = arena.start(packet) + Ethernet.HEADER;
    // In the widths in which they are read: a narrower store would stall the load behind it.
    int source = SOURCES + (flow >>> PORTS_BITS);
    Bytes.put64(bytes, ip + 12, FlowKey.high(source, BenchWorld.FRONTEND.bits()));
    int port = FIRST_PORT + (flow & (1 << PORTS_BITS) - 1);
    Bytes.put32(bytes, ip + Ipv4.HEADER, port << 16 | BenchWorld.PORT);
  }

  private static byte[] template() {
    byte[] bytes = new byte[FRAME];
    int ip = Ethernet.HEADER;
    Ethernet.write(bytes, 0, 1, 2, Ethernet.TYPE_IPV4);
    Ipv4.write(bytes, ip, FRAME - ip, 64, Ipv4.TCP, SOURCES, BenchWorld.FRONTEND.bits());
    Tcp.write(bytes, ip + Ipv4.HEADER, FIRST_PORT, BenchWorld.PORT, 1, 1, Tcp.ACK, 65_535);
    return bytes;
  }
}
