package io.azimux.dataplane.client;

import io.azimux.dataplane.arp.FabricArp;
import io.azimux.dataplane.bgp.Exits;
import io.azimux.node.Disposition;
import io.azimux.node.Meter;
import io.azimux.node.Node;
import io.azimux.node.Outbox;
import io.azimux.node.RandomSource;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RoutingBytes;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;

/**
 * What a client that stands outside is connected to: the last link before the routers. It answers
 * the client's ARP, lets only the client's own address in, and spreads its flows over the routers.
 *
 * <p>Ports: the first ones lead to the routers, the last to the client.
 */
public final class Edge implements Node {
  /** The timer of BGP. */
  private static final long ROUTING = 1;

  private final int address;
  private final long mac;
  private final long[] routers;
  private final long seed;
  private final Exits exits;

  private Edge(Wiring.Element self, long[] routers, long seed, Exits exits) {
    address = self.address().bits();
    mac = MacAddress.of(self.address()).bits();
    this.routers = routers;
    this.seed = seed;
    this.exits = exits;
  }

  /** The edge of the client of this name in a world. */
  public static Edge of(World world, Wiring wiring, String name, RandomSource random) {
    Wiring.Element self = wiring.element(name);
    long[] routers =
        self.ports().stream()
            .mapToLong(port -> MacAddress.of(wiring.element(port.peer()).address()).bits())
            .toArray();
    long seed = world.settings().hashSeed() ^ random.fork("uplinks").nextLong();
    return new Edge(self, routers, seed, Exits.of(world, wiring, self, random, ROUTING));
  }

  /** Number of the port to the client. */
  public int door() {
    return routers.length;
  }

  @Override
  public void start(long nowNanos, Outbox out) {
    exits.start(nowNanos, out);
  }

  @Override
  public void onBurst(int port, Burst burst, long nowNanos, Outbox out) {
    for (int i = 0; i < burst.size(); i++) {
      int packet = burst.packet(i);
      if (port == door()) {
        fromClient(packet, out);
      } else if (!exits.takePacket(packet, nowNanos, out)) {
        fromRouter(packet, out);
      }
    }
  }

  private void fromRouter(int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    if (!isReadable(Frame.check(bytes, start, arena.length(packet)))) {
      out.finish(packet, Disposition.MALFORMED);
    } else if (Ipv4.destination(bytes, start + Ethernet.HEADER) != address) {
      out.finish(packet, Disposition.NOT_FOR_ME);
    } else {
      Ethernet.setAddresses(bytes, start, mac, MacAddress.FABRIC.bits());
      out.transmit(door(), packet);
    }
  }

  private void fromClient(int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int ip = start + Ethernet.HEADER;
    if (FabricArp.isArp(arena, packet)) {
      FabricArp.take(packet, mac, address, door(), out);
      return;
    }
    int transport = Frame.check(bytes, start, arena.length(packet));
    if (!isReadable(transport)) {
      out.finish(packet, Disposition.MALFORMED);
    } else if (Ipv4.source(bytes, ip) != address) {
      out.finish(packet, Disposition.SPOOFED_SOURCE);
    } else {
      // All fragments of a packet go one way: only the first has ports.
      long low = transport < 0 ? 0 : FlowKey.lowOf(bytes, transport, Ipv4.protocol(bytes, ip), 0);
      long high = FlowKey.highOf(bytes, ip);
      int router = exits.port(FlowKey.destination(high), FlowKey.hash(high, low, seed));
      Ethernet.setAddresses(bytes, start, routers[router], mac);
      out.transmit(router, packet);
    }
  }

  private static boolean isReadable(int transport) {
    return transport >= 0 || transport == Frame.FRAGMENT;
  }

  @Override
  public void onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof RoutingBytes piece) {
      exits.onBytes(from, piece, nowNanos, out);
    }
  }

  @Override
  public void onTimer(long key, long nowNanos, Outbox out) {
    if (key == ROUTING) {
      exits.onTimer(nowNanos, out);
    }
  }

  @Override
  public void measure(Meter meter) {
    exits.measure(meter);
  }
}
