package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;

/**
 * The first stages: reads the headers of a batch into keys, touches the memory where those stand in
 * the table, and finds their entries; each a short loop, so that the cache misses of a batch
 * overlap.
 */
final class KeyReader {
  private final UnifiedFlowTable uft;
  private final NicTable nics;
  private long touched;

  KeyReader(UnifiedFlowTable uft, NicTable nics) {
    this.uft = uft;
    this.nics = nics;
  }

  /** Reads every packet; ends those that cannot be read, and closes the gaps they leave. */
  void read(Batch batch, boolean inbound, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int size = batch.size;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int packet = batch.packet[i];
      int frame = arena.start(packet);
      int transport = Frame.check(bytes, frame, arena.length(packet));
      if (transport < 0) {
        end(packet, batch.nic[i], transport, inbound, out);
        continue;
      }
      int ip = frame + Ethernet.HEADER;
      int protocol = Ipv4.protocol(bytes, ip);
      int nic = batch.nic[i];
      long high = FlowKey.highOf(bytes, ip);
      long low = FlowKey.lowOf(bytes, transport, protocol, LocalNic.scope(nic, inbound));
      batch.packet[kept] = packet;
      batch.nic[kept] = nic;
      batch.frame[kept] = frame;
      batch.transport[kept] = transport;
      batch.high[kept] = high;
      batch.low[kept] = low;
      batch.hash[kept] = uft.hash(high, low);
      batch.flags[kept] = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
      kept++;
    }
    batch.size = kept;
    batch.marked = arena.hasMarks() && batch.isAnyMarked(arena);
    find(batch);
  }

  private void end(int packet, int nic, int code, boolean inbound, Outbox out) {
    if (inbound || !takeArp(packet, nic, out)) {
      Endings.unreadable(packet, code, out);
    }
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

  private void find(Batch batch) {
    int size = batch.size;
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += uft.prefetch(batch.hash[i]);
    }
    touched += sum;
    // What the first loop touched may reach into a second cache line, which this one needs.
    for (int i = 0; i < size; i++) {
      int entry = uft.find(batch.high[i], batch.low[i], batch.hash[i]);
      batch.entry[i] = entry;
      batch.value[i] = entry == FlowTable.NONE ? 0 : uft.value(entry);
    }
    batch.moves = uft.moves();
  }

  /** Kept so that the compiler does not drop the reads that touch the table; no meaning. */
  long touched() {
    return touched;
  }
}
