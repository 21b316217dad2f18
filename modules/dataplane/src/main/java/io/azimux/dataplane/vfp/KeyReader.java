package io.azimux.dataplane.vfp;

import io.azimux.node.Outbox;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;

/** The first stage: reads the headers of packets into the rows of a batch. */
final class KeyReader {
  private final UnifiedFlowTable uft;
  private final NicTable nics;

  KeyReader(UnifiedFlowTable uft, NicTable nics) {
    this.uft = uft;
    this.nics = nics;
  }

  /** Reads a packet that has no tunnel header into a batch, or ends it if it cannot be read. */
  void enter(Batch batch, int packet, int nic, boolean inbound, Outbox out) {
    PacketArena arena = out.arena();
    int frame = arena.start(packet);
    enter(batch, packet, arena.bytes(), frame, arena.length(packet), nic, inbound, out);
  }

  /** The same for a caller that knows where the frame lies. */
  void enter(
      Batch batch,
      int packet,
      byte[] bytes,
      int frame,
      int length,
      int nic,
      boolean inbound,
      Outbox out) {
    if (length < Frame.MIN_TCP) {
      enterOther(batch, packet, nic, inbound, out);
      return;
    }
    int ip = frame + Ethernet.HEADER;
    long front = Ipv4.front(bytes, ip);
    long middle = Ipv4.middle(bytes, ip);
    long high = FlowKey.highOf(bytes, ip);
    long ports = Tcp.front(bytes, frame + Frame.MIN);
    long tcp = Tcp.middle(bytes, frame + Frame.MIN);
    if (!Frame.isPlainTcp(length, front, middle, tcp)) {
      enterOther(batch, packet, nic, inbound, out);
      return;
    }
    long low = FlowKey.lowOfTcp(ports, LocalNic.scope(nic, inbound));
    batch.add(packet, Frame.MIN, Tcp.flagsOf(tcp), high, low, uft.hash(high, low));
  }

  private void enterOther(Batch batch, int packet, int nic, boolean inbound, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int frame = arena.start(packet);
    int transport = Frame.check(bytes, frame, arena.length(packet));
    if (transport < 0) {
      if (inbound || !takeArp(packet, nic, out)) {
        Endings.unreadable(packet, transport, out);
      }
      return;
    }
    int ip = frame + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    int flags = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, transport, protocol, LocalNic.scope(nic, inbound));
    batch.add(packet, transport - frame, flags, high, low, uft.hash(high, low));
  }

  /**
   * Enters a packet of one batch, as it is, into another, for the inbound layers of a NIC: all that
   * was read of it still holds.
   */
  void enterAgain(Batch batch, Batch from, int i, int nic) {
    long high = from.high(i);
    long low = FlowKey.withScope(from.low(i), LocalNic.scope(nic, true));
    batch.add(from.packet(i), from.headers(i), from.flags(i), high, low, uft.hash(high, low));
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
