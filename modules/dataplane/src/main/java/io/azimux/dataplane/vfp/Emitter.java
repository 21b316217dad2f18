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
  private static final long FABRIC = MacAddress.FABRIC.bits();

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

  /**
   * Rewrites packets and sends them to guests, into tunnels and to the Internet, up to the first
   * whose way leads elsewhere.
   *
   * @return index of that packet, which is rewritten; {@code to} if there is none
   */
  int send(Batch batch, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    for (int i = from; i < to; i++) {
      HeaderTransposition way = batch.way[i];
      if (way == null) {
        continue;
      }
      if (way.rewrites()) {
        rewrite(way, batch, i, bytes);
        if (batch.marked) {
          traceRewrite(batch, i, out);
        }
      }
      int port = address(way, batch, i, arena);
      if (port < 0) {
        return i;
      }
      if (batch.marked) {
        traceSent(way, batch.packet[i], port, out);
      }
      out.transmit(port, batch.packet[i]);
    }
    return to;
  }

  /** Writes the outermost headers; returns the port, or -1 where the packet stays. */
  private int address(HeaderTransposition way, Batch batch, int i, PacketArena arena) {
    Exit exit = way.exit();
    byte[] bytes = arena.bytes();
    int frame = batch.frame[i];
    if (exit == Exit.NIC) {
      Ethernet.setAddresses(bytes, frame, way.mac(), FABRIC);
      return nicPorts[way.nic()];
    }
    long hash = batch.hash[i];
    int port = FlowKey.reduce(hash, uplinks);
    if (exit == Exit.TUNNEL) {
      Ethernet.setAddresses(bytes, frame, way.mac(), FABRIC);
      int length = arena.length(batch.packet[i]);
      int at = arena.push(batch.packet[i], Vxlan.OVERHEAD);
      Vxlan.encapsulate(
          bytes, at, length, routerMacs[port], mac, address, way.host(), (int) hash, way.vni());
      return port;
    }
    if (exit == Exit.INTERNET) {
      directReturns++;
      Ethernet.setAddresses(bytes, frame, routerMacs[port], mac);
      return port;
    }
    return -1;
  }

  /** Gives the packet its new addresses and ports, checksums included. */
  private static void rewrite(HeaderTransposition way, Batch batch, int i, byte[] bytes) {
    long addresses = batch.high[i] & way.addressKeep() | way.addresses();
    int oldPorts = (int) (batch.low[i] >>> 32);
    int newPorts = oldPorts & way.portKeep() | way.ports();
    Rewrite.tuple(
        bytes,
        batch.frame[i] + Ethernet.HEADER,
        batch.transport[i],
        FlowKey.source(addresses),
        FlowKey.destination(addresses),
        newPorts);
  }

  private static void traceRewrite(Batch batch, int i, Outbox out) {
    if (out.arena().mark(batch.packet[i]) == 0) {
      return;
    }
    FiveTuple before = FiveTuple.ofKey(batch.high[i], batch.low[i]);
    byte[] bytes = out.arena().bytes();
    int ip = batch.frame[i] + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    long low = FlowKey.lowOf(bytes, batch.transport[i], protocol, 0);
    FiveTuple after = FiveTuple.ofKey(FlowKey.highOf(bytes, ip), low);
    out.step(batch.packet[i], new Step.Rewritten("VFP", before, after));
  }

  private void traceSent(HeaderTransposition way, int packet, int port, Outbox out) {
    if (out.arena().mark(packet) == 0) {
      return;
    }
    if (way.exit() == Exit.TUNNEL) {
      Ipv4Address own = new Ipv4Address(address);
      out.step(packet, new Step.Encapsulated(own, new Ipv4Address(way.host()), way.vni()));
    }
    PacketSummary summary = PacketSummary.of(out.arena(), packet);
    out.step(packet, new Step.Sent(ports.get(port).name(), summary));
  }

  /** Packets that were sent to the Internet past the MUX. */
  long directReturns() {
    return directReturns;
  }
}
