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
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.topology.Wiring;

/**
 * In place of the client: sends one segment of any flow, and verifies every answer to its last
 * checksum.
 */
final class FlowSource implements Node {
  private static final int CHECKSUM = Segment.TCP + 16;
  private static final int FIRST_SOURCE_PORT = 10_000;
  private static final long ANSWER =
      FlowKey.high(WalkWorld.FRONTEND.bits(), WalkWorld.CLIENT_ADDRESS.bits());

  private final Wiring.Element wiring;
  private final byte[] template = new byte[Segment.LENGTH];

  /** For each router the whole frame, with ports and TCP checksum 0. */
  private final byte[][] frames;

  /** Sum of the segment without its ports. */
  private long sum;

  private long verified;
  private long broken;

  FlowSource(Wiring.Element wiring) {
    this.wiring = wiring;
    frames = new byte[wiring.ports().size()][];
    flags(Tcp.SYN);
  }

  /** Sets the flags of the segments that follow. */
  void flags(int flags) {
    int source = WalkWorld.CLIENT_ADDRESS.bits();
    int destination = WalkWorld.FRONTEND.bits();
    int length = Segment.LENGTH - Segment.TCP;
    Ethernet.write(template, 0, 0, 0, Ethernet.TYPE_IPV4);
    Ipv4.write(template, Segment.IP, length + Ipv4.HEADER, 64, Ipv4.TCP, source, destination);
    Tcp.write(template, Segment.TCP, 0, 0, 1000, 2000, flags, 64240);
    sum =
        InternetChecksum.fold(
            InternetChecksum.sum(template, Segment.TCP, length)
                + InternetChecksum.pseudoHeader(source, destination, Ipv4.TCP, length));
  }

  /** Makes the frames for routers with these Ethernet addresses. */
  void towards(MacAddress[] routers) {
    for (int router = 0; router < routers.length; router++) {
      long own = wiring.ports().get(router).mac().bits();
      Ethernet.setAddresses(template, 0, routers[router].bits(), own);
      frames[router] = template.clone();
    }
  }

  /** Sends a segment of flow {@code flow}. */
  void send(int flow, Outbox out) {
    PacketArena arena = out.arena();
    int source = FIRST_SOURCE_PORT + flow % WalkWorld.FLOWS_PER_PORT;
    int destination = WalkWorld.FIRST_PORT + flow / WalkWorld.FLOWS_PER_PORT;
    int ports = source << 16 | destination;
    int router = FlowKey.reduce(FlowKey.hash(ports, flow, 7), frames.length);
    int packet = arena.allocate(frames[router], 0, Segment.LENGTH);
    byte[] bytes = arena.bytes();
    int at = arena.start(packet);
    Bytes.put32(bytes, at + Segment.TCP, ports);
    Bytes.put16(bytes, at + CHECKSUM, InternetChecksum.finish(sum + source + destination));
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
    return length == Segment.LENGTH
        && Segment.addresses(bytes, at) == ANSWER
        && Bytes.u16(bytes, at + Segment.TCP) >= WalkWorld.FIRST_PORT
        && Ipv4.checksumHolds(bytes, at + Segment.IP)
        && Segment.checksumHolds(bytes, at);
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
