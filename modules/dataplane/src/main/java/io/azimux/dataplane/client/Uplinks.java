package io.azimux.dataplane.client;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.dataplane.tcp.SegmentOutput;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.topology.Wiring;
import java.util.List;

/**
 * The links to the routers; each flow enters the cloud by one of those that announce the way to its
 * frontend, chosen by its hash.
 */
final class Uplinks {
  private final List<Wiring.Port> ports;
  private final long[] routerMac;
  private final long mac;
  private final long seed;
  private final Exits exits;

  /** The links of a client; {@code seed} differs from the routers', lest all choose alike. */
  Uplinks(Wiring wiring, Wiring.Element client, Exits exits, long seed) {
    if (client.ports().isEmpty()) {
      throw new IllegalArgumentException(client.name() + " is wired to no router");
    }
    this.seed = seed;
    this.exits = exits;
    ports = client.ports();
    mac = MacAddress.bitsOf(client.address().bits());
    routerMac =
        ports.stream()
            .mapToLong(port -> wiring.element(port.peer()).address().bits())
            .map(address -> MacAddress.bitsOf((int) address))
            .toArray();
  }

  /** Name of a port. */
  String name(int port) {
    return ports.get(port).name();
  }

  /** Where segments go during one call of the node. */
  SegmentOutput through(Outbox out) {
    return new SegmentOutput() {
      @Override
      public PacketArena arena() {
        return out.arena();
      }

      @Override
      public void send(int packet) {
        transmit(packet, out);
      }
    };
  }

  private void transmit(int packet, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int start = arena.start(packet);
    int ip = start + Ethernet.HEADER;
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, ip + Ipv4.HEADER, Ipv4.TCP, 0);
    int port = exits.port(FlowKey.destination(high), FlowKey.hash(high, low, seed));
    Ethernet.setAddresses(bytes, start, routerMac[port], mac);
    if (arena.mark(packet) != 0) {
      out.step(packet, new Step.Sent(name(port), PacketSummary.of(arena, packet)));
    }
    out.transmit(port, packet);
  }
}
