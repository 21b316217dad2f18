package io.azimux.dataplane.vfp;

import io.azimux.node.Outbox;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
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
    if (transport < 0) {
      if (UnifiedFlowTable.isInbound(scope) || !takeArp(packet, LocalNic.ofScope(scope), out)) {
        Endings.unreadable(packet, transport, out);
      }
      return;
    }
    int ip = frame + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    int flags = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, transport, protocol, scope);
    batch.add(packet, transport - frame, flags, high, low, uft.hash(high, low));
  }

  /** Answers a guest's packet, or ends it, if it is ARP; else it is left as it is. */
  boolean takeArp(int packet, int nic, Outbox out) {
    PacketArena arena = out.arena();
    boolean arp =
        arena.length(packet) >= Ethernet.HEADER
            && Ethernet.type(arena.bytes(), arena.start(packet)) == Ethernet.TYPE_ARP;
    if (arp) {
      ArpResponder.take(nics.nic(nic), packet, out);
    }
    return arp;
  }
}
