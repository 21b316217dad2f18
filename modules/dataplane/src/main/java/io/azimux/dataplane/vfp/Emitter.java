package io.azimux.dataplane.vfp;

import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Rewrite;
import io.azimux.packet.Vxlan;
import io.azimux.topology.Wiring;
import java.util.List;

/** Does to packets what a transposition says, in place, and sends them. */
final class Emitter {
  private final int[] nicPorts;
  private final List<Wiring.Port> ports;
  private final int uplinks;
  private final long[] routerMacs;
  private final int address;
  private final long mac;
  private long directReturns;

  /**
   * Makes an emitter.
   *
   * @param self the host; its first ports are the uplinks to routers
   * @param routerMacs Ethernet addresses at the other ends of the uplinks
   */
  Emitter(NicTable nics, Wiring.Element self, long[] routerMacs) {
    nicPorts = new int[nics.size()];
    for (int nic = 0; nic < nicPorts.length; nic++) {
      nicPorts[nic] = nics.nic(nic).port();
    }
    this.ports = self.ports();
    this.uplinks = routerMacs.length;
    this.routerMacs = routerMacs.clone();
    this.address = self.address().bits();
    this.mac = MacAddress.of(self.address()).bits();
  }

  /** Gives the packet its new addresses and ports, checksums included. */
  void rewrite(HeaderTransposition way, Batch batch, int i, byte[] bytes, Outbox out) {
    int ip = batch.frame[i] + Ethernet.HEADER;
    int transport = batch.transport[i];
    long before = FlowKey.highOf(bytes, ip);
    long addresses = before & way.addressKeep() | way.addresses();
    int oldPorts = (int) (batch.low[i] >>> 32);
    int newPorts = oldPorts & way.portKeep() | way.ports();
    int source = FlowKey.source(addresses);
    Rewrite.tuple(bytes, ip, transport, source, FlowKey.destination(addresses), newPorts);
    if (batch.marked && out.arena().mark(batch.packet[i]) != 0) {
      traceRewrite(batch, i, addresses, out);
    }
  }

  private static void traceRewrite(Batch batch, int i, long addresses, Outbox out) {
    FiveTuple before = FiveTuple.ofKey(batch.high[i], batch.low[i]);
    byte[] bytes = out.arena().bytes();
    int ip = batch.frame[i] + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    long low = FlowKey.lowOf(bytes, batch.transport[i], protocol, 0);
    FiveTuple after = FiveTuple.ofKey(addresses, low);
    out.step(batch.packet[i], new Step.Rewritten("VFP", before, after));
  }

  /** Sends a packet that is rewritten: to a guest, into a tunnel, or to the Internet. */
  void send(HeaderTransposition way, Batch batch, int i, byte[] bytes, Outbox out) {
    int packet = batch.packet[i];
    int frame = batch.frame[i];
    int port;
    if (way.exit() == Exit.NIC) {
      port = nicPorts[way.nic()];
      Ethernet.setAddresses(bytes, frame, way.mac(), MacAddress.FABRIC.bits());
    } else {
      port = FlowKey.reduce(batch.hash[i], uplinks);
      if (way.exit() == Exit.TUNNEL) {
        Ethernet.setAddresses(bytes, frame, way.mac(), MacAddress.FABRIC.bits());
        encapsulate(way, packet, batch.hash[i], routerMacs[port], out);
      } else {
        directReturns++;
        Ethernet.setAddresses(bytes, frame, routerMacs[port], mac);
      }
    }
    if (out.arena().mark(packet) != 0) {
      out.step(
          packet, new Step.Sent(ports.get(port).name(), PacketSummary.of(out.arena(), packet)));
    }
    out.transmit(port, packet);
  }

  private void encapsulate(
      HeaderTransposition way, int packet, long hash, long routerMac, Outbox out) {
    PacketArena arena = out.arena();
    int length = arena.length(packet);
    int at = arena.push(packet, Vxlan.OVERHEAD);
    Vxlan.encapsulate(
        arena.bytes(), at, length, routerMac, mac, address, way.host(), (int) hash, way.vni());
    if (arena.mark(packet) != 0) {
      out.step(packet, tunnelStep(way));
    }
  }

  private Step tunnelStep(HeaderTransposition way) {
    return new Step.Encapsulated(new Ipv4Address(address), new Ipv4Address(way.host()), way.vni());
  }

  /** Packets that were sent to the Internet past the MUX. */
  long directReturns() {
    return directReturns;
  }
}
