package io.azimux.benchmarks.walk;

import io.azimux.node.Disposition;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.Burst;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.InternetChecksum;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.topology.Wiring;

/**
 * In place of vm-prod-1: verifies every segment's checksums and sends it back, a SYN as SYN-ACK.
 */
final class Reflector implements Node {
  private static final int ADDRESSES = Segment.IP + 12;
  private static final int FLAGS_WORD = 12;
  private static final int CHECKSUM = 16;

  private final long mac;

  Reflector(Wiring.Element wiring) {
    mac = wiring.ports().get(0).mac().bits();
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    arena.touch(burst, 0, burst.size());
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      int at = arena.start(packet);
      if (arena.length(packet) != Segment.LENGTH || !Segment.checksumHolds(bytes, at)) {
        out.finish(packet, Disposition.BAD_CHECKSUM);
        continue;
      }
      reflect(bytes, at);
      acknowledge(bytes, at + Segment.TCP);
      Ethernet.write(bytes, at, MacAddress.FABRIC.bits(), mac, Ethernet.TYPE_IPV4);
      out.transmit(0, packet);
    }
  }

  /** Exchanges the ends, which leaves every checksum as it is: a sum has no order. */
  private static void reflect(byte[] bytes, int at) {
    int tcp = at + Segment.TCP;
    long front = Tcp.front(bytes, tcp);
    int ports = Integer.rotateLeft((int) (front >>> 32), 16);
    Bytes.put64(bytes, at + ADDRESSES, FlowKey.reversedHigh(Segment.addresses(bytes, at)));
    Bytes.put64(bytes, tcp, (long) ports << 32 | front & 0xffffffffL);
  }

  private static void acknowledge(byte[] bytes, int tcp) {
    int before = (int) (Tcp.middle(bytes, tcp) >>> 16) & 0xffff;
    int after = before | Tcp.ACK;
    if (after == before) {
      return;
    }
    Bytes.put16(bytes, tcp + FLAGS_WORD, after);
    int checksum = Bytes.u16(bytes, tcp + CHECKSUM);
    Bytes.put16(
        bytes,
        tcp + CHECKSUM,
        InternetChecksum.update(checksum, InternetChecksum.change16(before, after)));
  }

  @Override
  public void start(long nowNanos, Outbox out) {}

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {}

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {}

  @Override
  public void measure(Meter meter) {}
}
