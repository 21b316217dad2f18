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
  private static final int WORDS = Segment.LENGTH / Long.BYTES;

  /** The word that has the ports, and where they stand in it. */
  private static final int PORTS = 4;

  private static final int PORTS_SHIFT = 16;

  /** The word that has the TCP checksum, and where it stands in it. */
  private static final int CHECKSUM = 6;

  private static final int CHECKSUM_SHIFT = 32;

  /** Spreads flows over routers. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private static final int FIRST_SOURCE_PORT = 10_000;
  private static final long ANSWER =
      FlowKey.high(WalkWorld.FRONTEND.bits(), WalkWorld.CLIENT_ADDRESS.bits());

  /** EtherType, version, header length and total length of an answer. */
  private static final long FRONT =
      (long) Ethernet.TYPE_IPV4 << 32 | 0x4500_0000L | Segment.LENGTH - Ethernet.HEADER;

  private final Wiring.Element wiring;
  private final byte[] template = new byte[Segment.LENGTH];

  /** For each router the whole frame in words, with ports and TCP checksum 0. */
  private final long[][] frames;

  /** Checksum of the segment without its ports. */
  private int checksum;

  private long verified;
  private long broken;

  FlowSource(Wiring.Element wiring) {
    this.wiring = wiring;
    frames = new long[wiring.ports().size()][WORDS];
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
    checksum =
        InternetChecksum.finish(
            InternetChecksum.sum(template, Segment.TCP, length)
                + InternetChecksum.pseudoHeader(source, destination, Ipv4.TCP, length));
  }

  /** Makes the frames for routers with these Ethernet addresses. */
  void towards(MacAddress[] routers) {
    for (int router = 0; router < routers.length; router++) {
      long own = wiring.ports().get(router).mac().bits();
      Ethernet.setAddresses(template, 0, routers[router].bits(), own);
      for (int word = 0; word < WORDS; word++) {
        frames[router][word] = Bytes.i64(template, word * Long.BYTES);
      }
    }
  }

  /** Sends a segment of flow {@code flow}. */
  void send(int flow, Outbox out) {
    PacketArena arena = out.arena();
    int source = FIRST_SOURCE_PORT + flow % WalkWorld.FLOWS_PER_PORT;
    int destination = WalkWorld.FIRST_PORT + flow / WalkWorld.FLOWS_PER_PORT;
    int router = FlowKey.reduce(flow * SPREAD, frames.length);
    long[] frame = frames[router];
    long ports = (long) source << 16 | destination;
    int sum = InternetChecksum.updateByFolded(checksum, source);
    long summed = InternetChecksum.updateByFolded(sum, destination);
    int packet = arena.allocate();
    arena.setLength(packet, Segment.LENGTH);
    byte[] bytes = arena.bytes();
    int at = arena.start(packet);
    Bytes.put64(bytes, at, frame[0]);
    Bytes.put64(bytes, at + 8, frame[1]);
    Bytes.put64(bytes, at + 16, frame[2]);
    Bytes.put64(bytes, at + 24, frame[3]);
    Bytes.put64(bytes, at + 32, frame[PORTS] | ports << PORTS_SHIFT);
    Bytes.put64(bytes, at + 40, frame[5]);
    Bytes.put64(bytes, at + 48, frame[CHECKSUM] | summed << CHECKSUM_SHIFT);
    Bytes.put64(bytes, at + 56, frame[7]);
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
    arena.touch(burst, 0, burst.size());
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
    if (length != Segment.LENGTH) {
      return false;
    }
    int ip = at + Segment.IP;
    long addresses = Segment.addresses(bytes, at);
    long front = Ipv4.front(bytes, ip);
    return addresses == ANSWER
        && front >>> 16 == FRONT
        && Tcp.front(bytes, at + Segment.TCP) >>> 48 >= WalkWorld.FIRST_PORT
        && Ipv4.plainChecksumHolds(front, Ipv4.middle(bytes, ip), addresses)
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
