package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.packet.Burst;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.Vxlan;
import org.jspecify.annotations.Nullable;

/**
 * Takes bursts through the host in batches, each in stages: read and hash all, touching the memory
 * of their table entries; look up all that the table answers alone; apply what it says. A packet
 * that needs more than the table waits until those before it are through, so that the second packet
 * of a flow finds what the first one entered, and order is kept.
 */
final class Pipeline {
  /** Longest frame taken from a guest: there must be room for the tunnel header on the wire. */
  static final int MAX_GUEST_FRAME = PacketArena.MAX_FRAME - Vxlan.OVERHEAD;

  private static final int RARE_FLAGS = Tcp.SYN | Tcp.FIN | Tcp.RST;

  private final UnifiedFlowTable uft;
  private final SlowPath slowPath;
  private final Emitter emitter;
  private final TunnelEnd tunnels;
  private final HealthAgent agent;

  private final KeyReader keys;

  private final Batch arrivals = new Batch();

  /** Packets for NICs of this host from its other NICs and from its agent. */
  private final Batch local = new Batch();

  private long hits;
  private long slow;

  Pipeline(
      NicTable nics,
      UnifiedFlowTable uft,
      SlowPath slowPath,
      Emitter emitter,
      TunnelEnd tunnels,
      HealthAgent agent) {
    this.uft = uft;
    this.slowPath = slowPath;
    this.emitter = emitter;
    this.tunnels = tunnels;
    this.agent = agent;
    this.keys = new KeyReader(uft, nics);
  }

  /** Packets from a router. */
  void fromNetwork(Burst burst, long nowNanos, Outbox out) {
    for (int from = 0; from < burst.size(); from += Batch.CAPACITY) {
      int to = Math.min(from + Batch.CAPACITY, burst.size());
      tunnels.open(burst, from, to, arrivals, out);
      process(arrivals, true, nowNanos, out);
    }
  }

  /** Packets from a guest. */
  void fromGuest(int nic, Burst burst, long nowNanos, Outbox out) {
    for (int from = 0; from < burst.size(); from += Batch.CAPACITY) {
      int to = Math.min(from + Batch.CAPACITY, burst.size());
      for (int i = from; i < to; i++) {
        accept(nic, burst.packet(i), out);
      }
      process(arrivals, false, nowNanos, out);
      deliverLocal(nowNanos, out);
    }
  }

  /** A packet from a guest again, after its destination's host became known. */
  void resume(int nic, int packet, long nowNanos, Outbox out) {
    slowPath.setWaited(true);
    arrivals.add(packet, nic);
    process(arrivals, false, nowNanos, out);
    slowPath.setWaited(false);
    deliverLocal(nowNanos, out);
  }

  /** A packet that the agent made for a guest; {@link #deliverLocal} sends it. */
  void fromAgent(int nic, int packet, long nowNanos, Outbox out) {
    enterLocal(nic, packet, nowNanos, out);
  }

  /** Sends what waits for NICs of this host through their inbound layers. */
  void deliverLocal(long nowNanos, Outbox out) {
    process(local, true, nowNanos, out);
  }

  private void accept(int nic, int packet, Outbox out) {
    if (out.arena().length(packet) <= MAX_GUEST_FRAME) {
      arrivals.add(packet, nic);
    } else if (!keys.takeArp(packet, nic, out)) {
      Endings.finish(packet, Disposition.MALFORMED, "frame too long for a tunnel", out);
    }
  }

  private void process(Batch batch, boolean inbound, long nowNanos, Outbox out) {
    keys.read(batch, inbound, out);
    int size = batch.size;
    int found = 0;
    for (int i = 0; i < size; i++) {
      // Without an entry the value is 0, whose generation is never current.
      long value = batch.value[i];
      boolean plain = (batch.flags[i] & RARE_FLAGS) == 0 && !batch.marked;
      if (plain && uft.isCurrent(value) && batch.moves == uft.moves()) {
        uft.touch(batch.entry[i], nowNanos);
        hits++;
        batch.way[i] = uft.transposition(value);
      } else {
        apply(batch, found, i, nowNanos, out);
        int entry = uft.find(batch.high[i], batch.low[i], batch.hash[i]);
        batch.way[i] = lookUp(batch, i, entry, nowNanos, out);
        found = i;
      }
    }
    apply(batch, found, size, nowNanos, out);
    batch.clear();
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
      slowPath.trace(new Step.FlowLookup("UFT", known ? "stale" : "miss", key));
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

  private void apply(Batch batch, int from, int to, long nowNanos, Outbox out) {
    int i = from;
    while (i < to) {
      i = emitter.send(batch, i, to, out);
      HeaderTransposition way = i < to ? batch.way[i] : null;
      if (way != null) {
        keep(way, batch, i, nowNanos, out);
        i++;
      }
    }
  }

  /** A packet that does not leave the host, or not yet. */
  private void keep(HeaderTransposition way, Batch batch, int i, long nowNanos, Outbox out) {
    Exit exit = way.exit();
    if (exit == Exit.LOCAL_NIC) {
      enterLocal(way.nic(), batch.packet[i], nowNanos, out);
    } else if (exit == Exit.AGENT) {
      agent.take(batch.nic[i], batch, i, nowNanos, this, out);
    } else {
      Endings.finish(batch.packet[i], way.drop(), way.detail(), out);
    }
  }

  /** What passes a NIC's inbound layers never comes back here, so a full batch can be emptied. */
  private void enterLocal(int nic, int packet, long nowNanos, Outbox out) {
    if (local.isFull()) {
      process(local, true, nowNanos, out);
    }
    local.add(packet, nic);
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
}
