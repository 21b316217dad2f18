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
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Rewrite;
import io.azimux.packet.Tcp;
import io.azimux.topology.Wiring;

/**
 * In place of the client: sends one segment of any flow, and verifies every answer to its last
 * checksum.
 */
final class FlowSource implements Node {
  private static final int IP = Ethernet.HEADER;
  private static final int TCP = IP + Ipv4.HEADER;
  private static final int PAYLOAD = 10;
  private static final int FIRST_SOURCE_PORT = 10_000;

  private final Wiring.Element wiring;
  private final byte[] template = new byte[TCP + Tcp.HEADER + PAYLOAD];
  private long verified;
  private long broken;

  FlowSource(Wiring.Element wiring) {
    this.wiring = wiring;
    flags(Tcp.SYN);
  }

  /** Sets the flags of the segments that follow. */
  void flags(int flags) {
    int source = WalkWorld.CLIENT_ADDRESS.bits();
    int destination = WalkWorld.FRONTEND.bits();
    Ethernet.write(template, 0, 0, wiring.ports().get(0).mac().bits(), Ethernet.TYPE_IPV4);
    Ipv4.write(template, IP, template.length - IP, 64, Ipv4.TCP, source, destination);
    Tcp.write(template, TCP, 0, 0, 1000, 2000, flags, 64240);
    Tcp.setChecksum(template, TCP, template.length - TCP, source, destination);
  }

  /** Sends a segment of flow {@code flow}. */
  void send(int flow, Outbox out, MacAddress[] routers) {
    PacketArena arena = out.arena();
    int packet = arena.allocate(template, 0, template.length);
    byte[] bytes = arena.bytes();
    int at = arena.start(packet);
    int port = FIRST_SOURCE_PORT + flow % WalkWorld.FLOWS_PER_PORT;
    int ports = port << 16 | WalkWorld.FIRST_PORT + flow / WalkWorld.FLOWS_PER_PORT;
    Rewrite.tuple(
        bytes,
        at + IP,
        at + TCP,
        WalkWorld.CLIENT_ADDRESS.bits(),
        WalkWorld.FRONTEND.bits(),
        ports);
    int router = FlowKey.reduce(FlowKey.hash(ports, flow, 7), routers.length);
    Ethernet.setAddresses(
        bytes, at, routers[router].bits(), wiring.ports().get(router).mac().bits());
    out.transmit(router, packet);
  }

  /** Answers whose checksums and addresses are right. */
  long verified() {
    return verified;
  }

  /** Answers with something wrong. */
  long broken() {
    return broken;
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    PacketArena arena = out.arena();
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      if (isRight(arena.bytes(), arena.start(packet), arena.length(packet))) {
        verified++;
      } else {
        broken++;
      }
      out.finish(packet, Disposition.DELIVERED);
    }
  }

  private static boolean isRight(byte[] bytes, int at, int length) {
    int ip = at + IP;
    return length == TCP + Tcp.HEADER + PAYLOAD
        && Ipv4.source(bytes, ip) == WalkWorld.FRONTEND.bits()
        && Ipv4.destination(bytes, ip) == WalkWorld.CLIENT_ADDRESS.bits()
        && Bytes.u16(bytes, at + TCP) >= WalkWorld.FIRST_PORT
        && Ipv4.checksumHolds(bytes, ip)
        && Tcp.checksumHolds(
            bytes,
            at + TCP,
            length - TCP,
            WalkWorld.FRONTEND.bits(),
            WalkWorld.CLIENT_ADDRESS.bits());
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
