package io.azimux.dataplane.vfp;

import io.azimux.dataplane.bgp.Exits;
import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Outbox;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.IcmpError;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Rewrite;
import io.azimux.packet.TunnelHeader;
import io.azimux.packet.Vxlan;
import io.azimux.topology.Wiring;
import java.util.List;

/**
 * Does to packets what a transposition says, in place, and sends them. A run's headers are written
 * in a loop without calls, which the compiler keeps in registers, and then all are sent.
 */
final class Emitter {
  private static final long FABRIC = MacAddress.FABRIC.bits();

  private final int[] nicPorts;
  private final List<Wiring.Port> ports;
  private final Exits exits;
  private final long[] routerMacs;
  private final int address;
  private final long mac;
  private final long[] firstWords;

  /** Words of the tunnel under way. */
  private final long[] tunnel = new long[TunnelHeader.WORDS];

  private long directReturns;
  private long directReturnBytes;
  private long tunnelled;

  /** True while a marked packet is sent. */
  private boolean traced;

  /**
   * Makes an emitter.
   *
   * @param self the host; its first ports are the uplinks to routers
   * @param exits which of them lead somewhere now
   * @param routerMacs Ethernet addresses at the other ends of the uplinks
   */
  Emitter(NicTable nics, Wiring.Element self, Exits exits, long[] routerMacs) {
    nicPorts = new int[nics.size()];
    for (int nic = 0; nic < nicPorts.length; nic++) {
      nicPorts[nic] = nics.nic(nic).port();
    }
    this.ports = self.ports();
    this.exits = exits;
    this.routerMacs = routerMacs.clone();
    this.address = self.address().bits();
    this.mac = MacAddress.of(self.address()).bits();
    this.firstWords = new long[routerMacs.length];
    for (int port = 0; port < firstWords.length; port++) {
      firstWords[port] = TunnelHeader.firstWord(routerMacs[port], mac);
    }
  }

  /**
   * Rewrites the packets of a run, which all have the same way, and sends them if that leads to a
   * guest, into a tunnel or to the Internet. What is the same for all is worked out once.
   *
   * @return false where the way leads elsewhere, for the caller to take the packets there
   */
  boolean send(HeaderTransposition way, Batch batch, int from, int to, Outbox out) {
    if (way.rewrites()) {
      rewrite(way, batch, from, to, out.arena());
    }
    return address(way, batch, from, to, out);
  }

  /** The same for one packet, which is marked. */
  boolean sendTraced(HeaderTransposition way, Batch batch, int i, Outbox out) {
    if (way.rewrites()) {
      rewrite(way, batch, i, i + 1, out.arena());
      traceRewrite(batch, i, out);
    }
    traced = true;
    boolean sent = address(way, batch, i, i + 1, out);
    traced = false;
    return sent;
  }

  /** Writes the outermost headers and sends; returns false where the packets stay. */
  private boolean address(HeaderTransposition way, Batch batch, int from, int to, Outbox out) {
    switch (way.exit()) {
      case NIC -> deliver(way, batch, from, to, out);
      case TUNNEL -> encapsulate(way, batch, from, to, out);
      case INTERNET -> returnDirectly(way, batch, from, to, out);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void deliver(HeaderTransposition way, Batch batch, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    long guest = way.mac();
    for (int i = from; i < to; i++) {
      int start = arena.start(batch.packet(i));
      Ethernet.write(bytes, start, guest, FABRIC, Ethernet.TYPE_IPV4);
    }
    int port = nicPorts[way.nic()];
    traceSent(way, batch.packet(from), port, out);
    out.transmit(port, batch.packets(), from, to);
  }

  private void encapsulate(HeaderTransposition way, Batch batch, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    long[] words = tunnel;
    TunnelHeader.prepare(words, 0, address, way.host(), way.vni(), way.mac());
    long secondWord = TunnelHeader.secondWord(mac);
    tunnelled += to - from;
    int[] uplinks = exits.live();
    for (int i = from; i < to; i++) {
      int packet = batch.packet(i);
      int entropy = (int) batch.hash(i);
      long firstWord = firstWords[uplink(uplinks, batch, i)];
      int start = arena.push(packet, Vxlan.OVERHEAD);
      int length = arena.length(packet);
      TunnelHeader.write(bytes, start, length, firstWord, secondWord, words, 0, entropy);
    }
    transmitUp(way, batch, from, to, uplinks, out);
  }

  private void returnDirectly(HeaderTransposition way, Batch batch, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    directReturns += to - from;
    long sent = 0;
    int[] uplinks = exits.live();
    for (int i = from; i < to; i++) {
      int start = arena.start(batch.packet(i));
      sent += arena.length(batch.packet(i));
      long router = routerMacs[uplink(uplinks, batch, i)];
      Ethernet.write(bytes, start, router, mac, Ethernet.TYPE_IPV4);
    }
    directReturnBytes += sent;
    transmitUp(way, batch, from, to, uplinks, out);
  }

  /** The uplink of a flow. */
  private static int uplink(int[] uplinks, Batch batch, int i) {
    return uplinks[FlowKey.reduce(batch.hash(i), uplinks.length)];
  }

  private void transmitUp(
      HeaderTransposition way, Batch batch, int from, int to, int[] uplinks, Outbox out) {
    traceSent(way, batch.packet(from), uplink(uplinks, batch, from), out);
    for (int i = from; i < to; i++) {
      out.transmit(uplink(uplinks, batch, i), batch.packet(i));
    }
  }

  /** Gives packets their new addresses and ports, checksums included. */
  private static void rewrite(
      HeaderTransposition way, Batch batch, int from, int to, PacketArena arena) {
    byte[] bytes = arena.bytes();
    long addressKeep = way.addressKeep();
    long newAddresses = way.addresses();
    int portKeep = way.portKeep();
    int newPorts = way.ports();
    int header = way.headerDelta();
    int transport = way.transportDelta();
    for (int i = from; i < to; i++) {
      long addresses = batch.high(i) & addressKeep | newAddresses;
      int ports = (int) (batch.low(i) >>> 32) & portKeep | newPorts;
      int ip = batch.ip(i, arena);
      if (batch.isPlainTcp(i)) {
        Rewrite.plainTcp(bytes, ip, addresses, ports, header, transport, 0);
      } else {
        int source = FlowKey.source(addresses);
        int destination = FlowKey.destination(addresses);
        rewriteOther(bytes, ip, batch.transport(i, arena), batch, i, source, destination, ports);
      }
    }
  }

  /** Rewrites a datagram, a fragment, or an error about a packet of the other direction. */
  private static void rewriteOther(
      byte[] bytes,
      int ip,
      int transport,
      Batch batch,
      int i,
      int source,
      int destination,
      int ports) {
    if (Ipv4.isLaterFragment(bytes, ip)) {
      Rewrite.addresses(bytes, ip, source, destination);
      return;
    }
    Rewrite.tuple(bytes, ip, transport, source, destination, ports);
    if (Ipv4.protocol(bytes, ip) != FlowKey.protocol(batch.low(i))) {
      IcmpError.rewriteQuoted(bytes, ip, transport, source, destination, ports);
    }
  }

  private static void traceRewrite(Batch batch, int i, Outbox out) {
    FiveTuple before = FiveTuple.ofKey(batch.high(i), batch.low(i));
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int ip = batch.ip(i, arena);
    int protocol = Ipv4.protocol(bytes, ip);
    long low = FlowKey.lowOf(bytes, batch.transport(i, arena), protocol, 0);
    FiveTuple after = FiveTuple.ofKey(FlowKey.highOf(bytes, ip), low);
    out.step(batch.packet(i), new Step.Rewritten("VFP", before, after));
  }

  /** Tells of a marked packet, which is the only one of its run. */
  private void traceSent(HeaderTransposition way, int packet, int port, Outbox out) {
    if (!traced) {
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

  /** Bytes of those. */
  long directReturnBytes() {
    return directReturnBytes;
  }

  /** Packets that were put into tunnels. */
  long tunnelled() {
    return tunnelled;
  }
}
