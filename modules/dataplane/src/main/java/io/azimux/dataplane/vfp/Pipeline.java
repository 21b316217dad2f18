package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/**
 * Takes bursts through the host in stages: parse and hash all, touch the memory of all table
 * entries, then look up and apply one by one, in order, so that the second packet of a flow finds
 * what the first one entered.
 */
final class Pipeline {
  /** Longest frame taken from a guest: there must be room for the tunnel header on the wire. */
  static final int MAX_GUEST_FRAME = PacketArena.MAX_FRAME - Vxlan.OVERHEAD;

  private static final int RARE_FLAGS = Tcp.SYN | Tcp.FIN | Tcp.RST;

  private final NicTable nics;
  private final UnifiedFlowTable uft;
  private final SlowPath slowPath;
  private final Emitter emitter;
  private final TunnelEnd tunnels;
  private final HealthAgent agent;

  private final Batch arrivals = new Batch();

  /** Packets for NICs of this host from its other NICs and from its agent. */
  private final Batch local = new Batch();

  private long hits;
  private long slow;
  private long prefetched;

  Pipeline(
      NicTable nics,
      UnifiedFlowTable uft,
      SlowPath slowPath,
      Emitter emitter,
      TunnelEnd tunnels,
      HealthAgent agent) {
    this.nics = nics;
    this.uft = uft;
    this.slowPath = slowPath;
    this.emitter = emitter;
    this.tunnels = tunnels;
    this.agent = agent;
  }

  /** Packets from a router. */
  void fromNetwork(Burst burst, long nowNanos, Outbox out) {
    for (int i = 0; i < burst.size(); i++) {
      int nic = tunnels.open(burst.packet(i), out);
      if (nic != NicTable.NONE) {
        parse(arrivals, burst.packet(i), nic, true, out);
      }
    }
    process(arrivals, nowNanos, out);
  }

  /** Packets from a guest. */
  void fromGuest(int nic, Burst burst, long nowNanos, Outbox out) {
    for (int i = 0; i < burst.size(); i++) {
      accept(nic, burst.packet(i), out);
    }
    process(arrivals, nowNanos, out);
    deliverLocal(nowNanos, out);
  }

  /** A packet from a guest again, after its destination's host became known. */
  void resume(int nic, int packet, long nowNanos, Outbox out) {
    parse(arrivals, packet, nic, false, out);
    process(arrivals, nowNanos, out);
    deliverLocal(nowNanos, out);
  }

  /** A packet that the agent made for a guest; {@link #deliverLocal} sends it. */
  void fromAgent(int nic, int packet, long nowNanos, Outbox out) {
    enterLocal(nic, packet, nowNanos, out);
  }

  /** Sends what waits for NICs of this host through their inbound layers. */
  void deliverLocal(long nowNanos, Outbox out) {
    process(local, nowNanos, out);
  }

  private void accept(int nic, int packet, Outbox out) {
    PacketArena arena = out.arena();
    int length = arena.length(packet);
    if (length >= Ethernet.HEADER
        && Ethernet.type(arena.bytes(), arena.start(packet)) == Ethernet.TYPE_ARP) {
      ArpResponder.take(nics.nic(nic), packet, out);
    } else if (length > MAX_GUEST_FRAME) {
      Endings.finish(packet, Disposition.MALFORMED, "frame too long for a tunnel", out);
    } else {
      parse(arrivals, packet, nic, false, out);
    }
  }

  /** Reads a packet into the batch, or ends it. */
  private void parse(Batch batch, int packet, int nic, boolean inbound, Outbox out) {
    PacketArena arena = out.arena();
    byte[] bytes = arena.bytes();
    int frame = arena.start(packet);
    int transport = Frame.check(bytes, frame, arena.length(packet));
    if (transport < 0) {
      Endings.unreadable(packet, transport, out);
      return;
    }
    int ip = frame + Ethernet.HEADER;
    int protocol = Ipv4.protocol(bytes, ip);
    long high = FlowKey.highOf(bytes, ip);
    long low = FlowKey.lowOf(bytes, transport, protocol, nics.nic(nic).scope(inbound));
    int at = batch.size++;
    batch.packet[at] = packet;
    batch.frame[at] = frame;
    batch.transport[at] = transport;
    batch.nic[at] = nic;
    batch.high[at] = high;
    batch.low[at] = low;
    batch.hash[at] = uft.hash(high, low);
    batch.flags[at] = protocol == Ipv4.TCP ? Tcp.flags(bytes, transport) : 0;
    batch.marked |= arena.mark(packet) != 0;
  }

  private void process(Batch batch, long nowNanos, Outbox out) {
    int size = batch.size;
    long touched = 0;
    for (int i = 0; i < size; i++) {
      touched += uft.prefetch(batch.hash[i]);
    }
    prefetched += touched;
    byte[] bytes = out.arena().bytes();
    for (int i = 0; i < size; i++) {
      // Without an entry the value is 0, whose generation is never current.
      int entry = uft.find(batch.high[i], batch.low[i], batch.hash[i]);
      long value = entry == FlowTable.NONE ? 0 : uft.value(entry);
      boolean plain = (batch.flags[i] & RARE_FLAGS) == 0 && !batch.marked;
      HeaderTransposition way;
      if (plain && uft.isCurrent(value)) {
        uft.touch(entry, nowNanos);
        hits++;
        way = uft.transposition(value);
      } else {
        way = lookUp(batch, i, entry, nowNanos, out);
      }
      if (way != null) {
        apply(way, batch, i, bytes, nowNanos, out);
      }
    }
    batch.size = 0;
    batch.marked = false;
  }

  /** All that is not a plain hit. */
  private @Nullable HeaderTransposition lookUp(
      Batch batch, int i, int found, long nowNanos, Outbox out) {
    int entry = found;
    if (entry != FlowTable.NONE && (batch.flags[i] & RARE_FLAGS) != 0) {
      entry = track(batch, i, entry, batch.flags[i]);
    }
    if (entry != FlowTable.NONE) {
      long value = uft.value(entry);
      uft.touch(entry, nowNanos);
      if (uft.isCurrent(value)) {
        hits++;
        HeaderTransposition way = uft.transposition(value);
        if (out.arena().mark(batch.packet[i]) != 0) {
          traceHit(batch, i, value, way, out);
        }
        return way;
      }
    }
    return runLayers(batch, i, entry, batch.flags[i], nowNanos, out);
  }

  private @Nullable HeaderTransposition runLayers(
      Batch batch, int i, int entry, int flags, long nowNanos, Outbox out) {
    slow++;
    boolean known = entry != FlowTable.NONE;
    if (out.arena().mark(batch.packet[i]) != 0) {
      FiveTuple key = FiveTuple.ofKey(batch.high[i], batch.low[i]);
      out.step(batch.packet[i], new Step.FlowLookup("UFT", known ? "stale" : "miss", key));
    }
    boolean syn = isOpening(flags);
    return known
        ? slowPath.refresh(UnifiedFlowTable.flow(uft.value(entry)), batch, i, syn, nowNanos, out)
        : slowPath.open(batch, i, syn, nowNanos, out);
  }

  /** Takes note of flags that end a flow; a SYN on a closed flow begins a new one. */
  private int track(Batch batch, int i, int entry, int flags) {
    int flow = UnifiedFlowTable.flow(uft.value(entry));
    FlowRecords records = uft.records();
    if (isOpening(flags) && records.isClosed(flow)) {
      uft.remove(flow);
      return FlowTable.NONE;
    }
    records.track(flow, records.isOpening(flow, batch.high[i], batch.low[i]), flags);
    return entry;
  }

  private void apply(
      HeaderTransposition way, Batch batch, int i, byte[] bytes, long nowNanos, Outbox out) {
    if (way.rewrites()) {
      emitter.rewrite(way, batch, i, bytes, out);
    }
    Exit exit = way.exit();
    if (exit == Exit.NIC || exit == Exit.TUNNEL || exit == Exit.INTERNET) {
      emitter.send(way, batch, i, bytes, out);
    } else if (exit == Exit.LOCAL_NIC) {
      enterLocal(way.nic(), batch.packet[i], nowNanos, out);
    } else if (exit == Exit.AGENT) {
      agent.take(batch.nic[i], batch, i, nowNanos, this, out);
    } else {
      Endings.finish(batch.packet[i], way.drop(), way.detail(), out);
    }
  }

  /** What passes a NIC's inbound layers never comes back here, so a full batch can be emptied. */
  private void enterLocal(int nic, int packet, long nowNanos, Outbox out) {
    if (local.size == Batch.CAPACITY) {
      process(local, nowNanos, out);
    }
    parse(local, packet, nic, true, out);
  }

  private static boolean isOpening(int flags) {
    return (flags & (Tcp.SYN | Tcp.ACK | Tcp.RST)) == Tcp.SYN;
  }

  private static void traceHit(
      Batch batch, int i, long value, HeaderTransposition way, Outbox out) {
    int packet = batch.packet[i];
    FiveTuple key = FiveTuple.ofKey(batch.high[i], batch.low[i]);
    out.step(packet, new Step.FlowLookup("UFT", "hit", key));
    String name = "transposition " + UnifiedFlowTable.number(value);
    out.step(packet, new Step.LayerApplied("UFT", name, way.toString()));
  }

  /** Packets handled by the table alone. */
  long hits() {
    return hits;
  }

  /** Packets that ran through the layers. */
  long slow() {
    return slow;
  }

  /** Kept so that the reads of the prefetch stage are not dropped by the compiler; no meaning. */
  long prefetched() {
    return prefetched;
  }
}
