package io.azimux.dataplane.vfp;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.dataplane.vfp.HeaderTransposition.Exit;
import io.azimux.node.Disposition;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
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
  private final KeyReader keys;
  private final SlowPath slowPath;
  private final Emitter emitter;
  private final TunnelEnd tunnels;
  private final HealthAgent agent;

  private final Batch arrivals = new Batch();

  /** Packets for NICs of this host from its agent. */
  private final Batch local = new Batch();

  private long hits;
  private long slow;

  Pipeline(
      UnifiedFlowTable uft,
      KeyReader keys,
      SlowPath slowPath,
      Emitter emitter,
      TunnelEnd tunnels,
      HealthAgent agent) {
    this.uft = uft;
    this.keys = keys;
    this.slowPath = slowPath;
    this.emitter = emitter;
    this.tunnels = tunnels;
    this.agent = agent;
  }

  /** Packets from a router. */
  void fromNetwork(Burst burst, long nowNanos, Outbox out) {
    for (int from = 0; from < burst.size(); from += Batch.CAPACITY) {
      int to = Math.min(from + Batch.CAPACITY, burst.size());
      tunnels.open(burst, from, to, arrivals, nowNanos, out);
      keys.read(arrivals, out);
      process(arrivals, nowNanos, out);
    }
  }

  /** Packets from a guest. */
  void fromGuest(int nic, Burst burst, long nowNanos, Outbox out) {
    for (int from = 0; from < burst.size(); from += Batch.CAPACITY) {
      int to = Math.min(from + Batch.CAPACITY, burst.size());
      accept(nic, burst, from, to, out);
      keys.read(arrivals, out);
      process(arrivals, nowNanos, out);
      deliverLocal(nowNanos, out);
    }
  }

  /** A packet from a guest again, after its destination's host became known. */
  void resume(int nic, int packet, long nowNanos, Outbox out) {
    slowPath.setWaited(true);
    keys.enter(arrivals, packet, nic, false, out);
    process(arrivals, nowNanos, out);
    slowPath.setWaited(false);
    deliverLocal(nowNanos, out);
  }

  /** A packet that the agent made for a guest; {@link #deliverLocal} sends it. */
  void fromAgent(int nic, int packet, long nowNanos, Outbox out) {
    makeRoom(nowNanos, out);
    keys.enter(local, packet, nic, true, out);
  }

  /** Sends what the agent made through the inbound layers of NICs. */
  void deliverLocal(long nowNanos, Outbox out) {
    process(local, nowNanos, out);
  }

  private void accept(int nic, Burst burst, int from, int to, Outbox out) {
    PacketArena arena = out.arena();
    int scope = LocalNic.scope(nic, false);
    arena.touch(burst, from, to);
    for (int i = from; i < to; i++) {
      int packet = burst.packet(i);
      if (arena.length(packet) <= MAX_GUEST_FRAME) {
        arrivals.name(packet, scope);
      } else if (!keys.takeArp(packet, nic, out)) {
        Endings.finish(packet, Disposition.MALFORMED, "frame too long for a tunnel", out);
      }
    }
  }

  private void process(Batch batch, long nowNanos, Outbox out) {
    batch.find(uft);
    PacketArena arena = out.arena();
    boolean marked = arena.hasMarks() && batch.isAnyMarked(arena);
    int size = batch.size();
    int i = 0;
    while (i < size) {
      if (!marked) {
        i = passHits(batch, i, nowNanos, out);
      }
      if (i < size) {
        pass(batch, i, nowNanos, out);
        i++;
      }
    }
    batch.clear();
  }

  /** Sends packets that the table answers alone; returns the index of the first other one. */
  private int passHits(Batch batch, int from, long nowNanos, Outbox out) {
    int size = batch.size();
    int start = from;
    while (start < size && batch.moves() == uft.moves()) {
      int end = runOfHits(batch, start, size, nowNanos);
      if (end == start) {
        break;
      }
      HeaderTransposition way = uft.transposition(uft.value(batch.entry(start)));
      if (!emitter.send(way, batch, start, end, out)) {
        keep(way, batch, start, end, nowNanos, out);
      }
      start = end;
    }
    hits += start - from;
    return start;
  }

  /**
   * Notes plain hits that are all treated alike, as most of a burst are; returns where they end.
   */
  private int runOfHits(Batch batch, int from, int size, long nowNanos) {
    long first = batch.entry(from) == FlowTable.NONE ? 0 : uft.value(batch.entry(from));
    int i = from;
    if (uft.isCurrent(first)) {
      while (i < size && isPlainHit(batch, i) && uft.isAlike(batch.entry(i), first)) {
        uft.touch(batch.entry(i), nowNanos);
        i++;
      }
    }
    return i;
  }

  private static boolean isPlainHit(Batch batch, int i) {
    return batch.entry(i) != FlowTable.NONE && (batch.flags(i) & RARE_FLAGS) == 0;
  }

  private void pass(Batch batch, int i, long nowNanos, Outbox out) {
    int entry = uft.find(batch.high(i), batch.low(i), batch.hash(i));
    HeaderTransposition way = lookUp(batch, i, entry, nowNanos, out);
    if (way == null) {
      return;
    }
    boolean marked = out.arena().mark(batch.packet(i)) != 0;
    boolean sent =
        marked ? emitter.sendTraced(way, batch, i, out) : emitter.send(way, batch, i, i + 1, out);
    if (!sent) {
      keep(way, batch, i, i + 1, nowNanos, out);
    }
  }

  /** All that is not a plain hit. */
  private @Nullable HeaderTransposition lookUp(
      Batch batch, int i, int found, long nowNanos, Outbox out) {
    int entry = found;
    if (entry != FlowTable.NONE && (batch.flags(i) & RARE_FLAGS) != 0) {
      entry = track(batch, i, entry, batch.flags(i));
    }
    if (entry != FlowTable.NONE) {
      long value = uft.value(entry);
      uft.touch(entry, nowNanos);
      if (uft.isCurrent(value)) {
        hits++;
        HeaderTransposition way = uft.transposition(value);
        if (out.arena().mark(batch.packet(i)) != 0) {
          traceHit(batch, i, value, way, out);
        }
        return way;
      }
    }
    return runLayers(batch, i, entry, batch.flags(i), nowNanos, out);
  }

  private @Nullable HeaderTransposition runLayers(
      Batch batch, int i, int entry, int flags, long nowNanos, Outbox out) {
    slow++;
    boolean known = entry != FlowTable.NONE;
    if (out.arena().mark(batch.packet(i)) != 0) {
      FiveTuple key = FiveTuple.ofKey(batch.high(i), batch.low(i));
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
    records.track(flow, records.isOpening(flow, batch.high(i), batch.low(i)), flags);
    return entry;
  }

  /** Packets that do not leave the host. */
  private void keep(
      HeaderTransposition way, Batch batch, int from, int to, long nowNanos, Outbox out) {
    Exit exit = way.exit();
    for (int i = from; i < to; i++) {
      if (exit == Exit.AGENT) {
        agent.take(batch.nic(i), batch, i, nowNanos, this, out);
      } else {
        Endings.finish(batch.packet(i), way.drop(), way.detail(), out);
      }
    }
  }

  /** What passes a NIC's inbound layers never comes back here, so a full batch can be emptied. */
  private void makeRoom(long nowNanos, Outbox out) {
    if (local.isFull()) {
      process(local, nowNanos, out);
    }
  }

  private static boolean isOpening(int flags) {
    return (flags & (Tcp.SYN | Tcp.ACK | Tcp.RST)) == Tcp.SYN;
  }

  private static void traceHit(
      Batch batch, int i, long value, HeaderTransposition way, Outbox out) {
    int packet = batch.packet(i);
    FiveTuple key = FiveTuple.ofKey(batch.high(i), batch.low(i));
    out.step(packet, new Step.FlowLookup("UFT", "hit", key));
    String name = "transposition " + UnifiedFlowTable.number(value);
    out.step(packet, new Step.LayerApplied("UFT", name, way.toString()));
  }

  /** Reports what happened to packets. */
  void measure(Meter meter) {
    meter.reading(Measure.VFP_UFT_HITS, "", hits);
    meter.reading(Measure.VFP_SLOW_PATH, "", slow);
    meter.reading(Measure.VFP_DIRECT_RETURN, "", emitter.directReturns());
    meter.reading(Measure.VFP_DIRECT_RETURN_BYTES, "", emitter.directReturnBytes());
    meter.reading(Measure.VFP_TUNNEL, "in", tunnels.opened());
    meter.reading(Measure.VFP_TUNNEL, "out", emitter.tunnelled());
    slowPath.measure(meter);
  }
}
