package io.azimux.dataplane.vfp;

import io.azimux.dataplane.arp.FabricArp;
import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.IcmpError;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;

/**
 * The first stage: reads the headers of packets into the rows of a batch, in one loop without calls
 * for nearly all.
 */
final class KeyReader {
  private final UnifiedFlowTable uft;
  private final NicTable nics;
  private final FragmentPorts fragments = new FragmentPorts();

  KeyReader(UnifiedFlowTable uft, NicTable nics) {
    this.uft = uft;
    this.nics = nics;
  }

  /** Reads a packet that has no tunnel header into a batch, or ends it if it cannot be read. */
  void enter(Batch batch, int packet, int nic, boolean inbound, Outbox out) {
    batch.name(packet, LocalNic.scope(nic, inbound));
    read(batch, out);
  }

  /** Reads all packets that a batch has named, and ends those that cannot be read. */
  void read(Batch batch, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    Burst named = batch.named();
    for (int i = 0; i < named.size(); i++) {
      int packet = named.packet(i);
      int scope = batch.scope(i);
      int frame = arena.start(packet);
      int length = arena.length(packet);
      if (length < Frame.MIN_TCP) {
        enterOther(batch, packet, scope, out);
        continue;
      }
      int ip = frame + Ethernet.HEADER;
      long front = Ipv4.front(bytes, ip);
      long middle = Ipv4.middle(bytes, ip);
      long high = FlowKey.highOf(bytes, ip);
      long ports = Tcp.front(bytes, frame + Frame.MIN);
      long tcp = Tcp.middle(bytes, frame + Frame.MIN);
      if (!Frame.isPlainTcp(length, front, middle, tcp)) {
        enterOther(batch, packet, scope, out);
        continue;
      }
      long low = FlowKey.lowOfTcp(ports, scope);
      batch.add(packet, Frame.MIN, Tcp.flagsOf(tcp), high, low, uft.hash(high, low));
    }
    named.clear();
  }

  private void enterOther(Batch batch, int packet, int scope, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int frame = arena.start(packet);
    int transport = Frame.check(bytes, frame, arena.length(packet));
    if (transport == Frame.FRAGMENT && enterFragment(batch, packet, scope, out)) {
      return;
    }
    if (transport < 0) {
      if (UnifiedFlowTable.isInbound(scope) || !takeArp(packet, LocalNic.ofScope(scope), out)) {
        Endings.unreadable(packet, transport, out);
      }
      return;
    }
    int ip = frame + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    int flags = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
    if (protocol == Ipv4.ICMP && enterError(batch, packet, transport, scope, out)) {
      return;
    }
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, transport, protocol, scope);
    batch.add(packet, transport - frame, flags, high, low, uft.hash(high, low));
  }

  /**
   * Reads an ICMP error about a packet of a known flow under the key of that packet's reply, which
   * it is treated like. False for what is no such error. What guests send must be from themselves:
   * the layers that would see to that are not asked.
   */
  private boolean enterError(Batch batch, int packet, int icmp, int scope, Outbox out) {
    byte[] bytes = out.arena().bytes();
    int frame = out.arena().start(packet);
    int ip = frame + Ethernet.HEADER;
    int quoted = IcmpError.quoted(bytes, ip, icmp);
    boolean own =
        UnifiedFlowTable.isInbound(scope)
            || Ipv4.source(bytes, ip) == nics.nic(LocalNic.ofScope(scope)).address();
    if (quoted == IcmpError.NONE || !own) {
      return false;
    }
    long high = IcmpError.replyHigh(bytes, quoted);
    long low = IcmpError.replyLow(bytes, quoted, scope);
    long hash = uft.hash(high, low);
    if (uft.find(high, low, hash) == FlowTable.NONE) {
      return false;
    }
    batch.add(packet, quoted - frame, 0, high, low, hash);
    return true;
  }

  /** Reads a fragment; false where its flow is not known. */
  private boolean enterFragment(Batch batch, int packet, int scope, Outbox out) {
    byte[] bytes = out.arena().bytes();
    int frame = out.arena().start(packet);
    int ip = frame + Ethernet.HEADER;
    int header = Ipv4.headerLength(bytes, ip);
    long low = fragments.low(bytes, ip, Ipv4.totalLength(bytes, ip) - header, scope);
    if (low == FragmentPorts.UNKNOWN) {
      return false;
    }
    long high = FlowKey.highOf(bytes, ip);
    int headers = Ipv4.isLaterFragment(bytes, ip) ? 0 : Ethernet.HEADER + header;
    batch.add(packet, headers, 0, high, low, uft.hash(high, low));
    return true;
  }

  /** Answers a guest's packet, or ends it, if it is ARP; else it is left as it is. */
  boolean takeArp(int packet, int nic, Outbox out) {
    boolean arp = FabricArp.isArp(out.arena(), packet);
    if (arp) {
      LocalNic guest = nics.nic(nic);
      FabricArp.take(packet, guest.mac(), guest.address(), guest.port(), out);
    }
    return arp;
  }
}
