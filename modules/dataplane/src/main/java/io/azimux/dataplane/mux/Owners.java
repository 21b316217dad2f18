package io.azimux.dataplane.mux;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.Outbox;
import io.azimux.node.message.FlowOwnership;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.PeerMessage;
import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;
import java.util.List;

/**
 * A flow is held by the MUX that carries it and by a few owners, which every MUX knows from the
 * flow's hash; a MUX that meets a flow it does not know asks them before it falls back to the map
 * (Ananta, section 3.3.4). Memory falls with the size of the pool, for a wait on each miss.
 */
final class Owners extends TableWide {
  /** Longest wait for the owners' answers; a few round trips inside a data centre. */
  static final long PATIENCE_NANOS = 20_000_000L;

  /** Time between two signs of life to every peer. */
  static final long HELLO_NANOS = 500_000_000L;

  private final LivePeers peers;
  private final PeerRows rows;
  private final int owners;
  private final Deferred.Departure departure;
  private final int[] chosen;
  private long helloNanos = Outbox.NEVER;

  Owners(Parts parts, List<String> peers, int owners, Deferred.Departure departure) {
    super(parts, new Outgoing(parts.mux(), 0, false));
    this.owners = Math.min(owners, peers.size());
    this.departure = departure;
    this.peers = new LivePeers(parts.mux(), peers);
    rows = new PeerRows(peers);
    chosen = new int[owners + 1];
  }

  @Override
  public void begin(long nowNanos, Outbox out) {
    peers.started(nowNanos);
    helloNanos = nowNanos;
    super.begin(nowNanos, out);
  }

  @Override
  public boolean opened(int entry, boolean fallback, long nowNanos, Outbox out) {
    FlowTable flows = parts.flows();
    long high = flows.high(entry);
    long low = flows.low(entry);
    boolean isMiss = fallback || FlowKey.protocol(low) == Ipv4.UDP;
    int asked = isMiss ? choose(flows.hash(high, low)) : 0;
    int flow = asked == 0 ? WaitingFlows.NONE : parts.waiting().open(high, low, asked, nowNanos);
    if (flow == WaitingFlows.NONE) {
      share(entry, 0, nowNanos, out);
      return false;
    }
    for (int i = 0; i < asked; i++) {
      rows.ask(chosen[i], high, low);
    }
    long value = FlowEntry.withStamp(flows.value(entry), flow) | FlowEntry.WAITING;
    flows.setValue(entry, value);
    setTimer(out);
    return true;
  }

  /** Chooses owners among the peers that live; returns how many. */
  private int choose(long hash) {
    return peers.choose(hash, owners, false, chosen);
  }

  @Override
  long send(long high, long low, long row, long nowNanos, Outbox out) {
    int count = choose(parts.flows().hash(high, low));
    for (int i = 0; i < count; i++) {
      rows.keep(chosen[i], high, low, row, out);
    }
    return 0;
  }

  @Override
  public void burstEnded(long nowNanos, Outbox out) {
    rows.flush(out);
  }

  @Override
  public void visit(int entry, long nowNanos, Outbox out) {
    long value = parts.flows().value(entry);
    boolean moved =
        FlowEntry.sinceStamp(value, nowNanos) > nowNanos - peers.changedNanos()
            && peers.changedNanos() != Long.MIN_VALUE;
    if (!moved) {
      super.visit(entry, nowNanos, out);
    } else if (!FlowEntry.is(value, FlowEntry.REPLICATED) || isFirstOwner(entry)) {
      share(entry, 0, nowNanos, out);
    }
  }

  /** Of those that hold the flow of a MUX that is gone, one tells the new owners. */
  private boolean isFirstOwner(int entry) {
    long hash = parts.flows().hash(parts.flows().high(entry), parts.flows().low(entry));
    return peers.choose(hash, 1, true, chosen) == 1 && chosen[0] == LivePeers.SELF;
  }

  @Override
  public boolean onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
    if (message instanceof FlowOwnership || message instanceof FlowSync) {
      peers.heard(from, nowNanos);
    }
    boolean known = true;
    if (message instanceof FlowOwnership.Keep keep) {
      long[] kept = keep.rows();
      for (int i = 0; i < kept.length; i += 3) {
        apply(kept[i], kept[i + 1], kept[i + 2], nowNanos, out);
      }
    } else if (message instanceof FlowOwnership.Tell tell) {
      long[] told = tell.rows();
      for (int i = 0; i < told.length; i += 3) {
        onTold(told[i], told[i + 1], told[i + 2], nowNanos, out);
      }
    } else if (message instanceof FlowSync sync) {
      parts.join().onMessage(from, sync, this::applyOwn, nowNanos, out);
    } else {
      known = super.onMessage(from, message, nowNanos, out);
    }
    rows.flush(out);
    setTimer(out);
    return known;
  }

  /** Of another MUX's table, this one takes what it could be asked for. */
  private Incoming.Outcome applyOwn(long high, long low, long row, long nowNanos, Outbox out) {
    int count = peers.choose(parts.flows().hash(high, low), owners + 1, true, chosen);
    for (int i = 0; i < count; i++) {
      if (chosen[i] == LivePeers.SELF) {
        return apply(high, low, row, nowNanos, out);
      }
    }
    return Incoming.Outcome.KNOWN;
  }

  private void onTold(long high, long low, long row, long nowNanos, Outbox out) {
    FlowTable flows = parts.flows();
    int entry = flows.find(high, low, flows.hash(high, low));
    if (entry == FlowTable.NONE || !FlowEntry.is(flows.value(entry), FlowEntry.WAITING)) {
      return;
    }
    int flow = FlowEntry.stamp(flows.value(entry));
    if (row != 0 && !FlowRow.isClosed(row)) {
      apply(high, low, row, nowNanos, out);
      long value = flows.value(entry) | FlowEntry.REPLICATED | FlowEntry.SHARED;
      parts.book().change(entry, value);
      departure.goOn(flow, nowNanos, out);
    } else if (parts.waiting().countDown(flow) == 0) {
      fallBack(flow, entry, nowNanos, out);
    }
  }

  /** Nobody knows the flow: the map's choice stands, and is made known. */
  private void fallBack(int flow, int entry, long nowNanos, Outbox out) {
    if (entry != FlowTable.NONE) {
      share(entry, 0, nowNanos, out);
    }
    departure.goOn(flow, nowNanos, out);
  }

  @Override
  public void onTimer(long nowNanos, Outbox out) {
    WaitingFlows waiting = parts.waiting();
    FlowTable flows = parts.flows();
    while (waiting.deadline() <= nowNanos) {
      int flow = waiting.oldest();
      long high = waiting.high(flow);
      long low = waiting.low(flow);
      fallBack(flow, flows.find(high, low, flows.hash(high, low)), nowNanos, out);
    }
    if (helloNanos <= nowNanos) {
      helloNanos = nowNanos + HELLO_NANOS;
      rows.greet(out);
      peers.update(nowNanos);
    }
    rows.flush(out);
    super.onTimer(nowNanos, out);
  }

  @Override
  long nextNanos() {
    long own = Math.min(helloNanos, parts.waiting().deadline());
    return Math.min(super.nextNanos(), own);
  }
}
