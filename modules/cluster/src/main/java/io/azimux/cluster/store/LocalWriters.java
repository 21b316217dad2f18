package io.azimux.cluster.store;

import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.FlowBatch;
import io.azimux.replication.Segment;
import io.azimux.replication.SegmentRing;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;

/**
 * The MUXes of this process: what they write goes out here, and what others write comes to them.
 */
final class LocalWriters {
  /** Of a write: which batch it carries, and where that lies. */
  private record PartOf(String writer, long number, long generation, long chunks) {
    static PartOf of(FlowBatch batch, SegmentRing.Write write) {
      Segment part = write.delta().part();
      return new PartOf(batch.writer(), batch.number(), part.generation(), part.present());
    }
  }

  /** A number that no batch of a MUX has: those begin with 1. */
  private static final long NO_BATCH = 0;

  private final Map<String, Writing> writings = new LinkedHashMap<>();
  private final int slots;
  private final Replica replica;
  private final Peers peers;
  private final FlowCounters counters;
  private final ActorRef store;

  /** No MUX runs here yet; {@code store} is the sender of what goes to peers. */
  LocalWriters(int slots, Replica replica, Peers peers, FlowCounters counters, ActorRef store) {
    this.slots = slots;
    this.replica = replica;
    this.peers = peers;
    this.counters = counters;
    this.store = store;
  }

  /**
   * A MUX has started.
   *
   * @param newest generation that is known of its life before, 0 for none
   */
  void attach(String mux, org.apache.pekko.actor.typed.ActorRef<ToElement> actor, long newest) {
    Writing writing = new Writing(mux, actor, slots, System.currentTimeMillis());
    writing.outlive(newest);
    writings.put(mux, writing);
  }

  Collection<Writing> all() {
    return writings.values();
  }

  /** Their names. */
  List<String> names() {
    return List.copyOf(writings.keySet());
  }

  boolean isEmpty() {
    return writings.isEmpty();
  }

  /** The writer of this name; null where it runs elsewhere. */
  @Nullable Writing of(String writer) {
    return writings.get(writer);
  }

  /**
   * Writes a batch of a MUX to all.
   *
   * @return true where its MUX wants a confirmation, for the first time
   */
  boolean share(FlowBatch batch, long nowNanos) {
    Writing writing = writings.get(batch.writer());
    if (writing == null) {
      return false;
    }
    boolean firstToConfirm = false;
    if (batch.acknowledge()) {
      report(writing, writing.sent(batch, peers.addresses(), nowNanos));
      firstToConfirm = writing.setConfirm();
    }
    List<SegmentRing.Write> writes = writing.add(batch, nowNanos);
    writing.confirmations().takes(batch.number(), writes.size());
    for (SegmentRing.Write write : writes) {
      update(writing.writer(), write, Optional.of(PartOf.of(batch, write)));
    }
    counters.sent(batch.size());
    tell(batch);
    return firstToConfirm;
  }

  /** Writes a batch without flows, by the way of all others. */
  void shareNothing(Object request, long nowNanos) {
    Writing writing = writings.values().iterator().next();
    FlowBatch nothing =
        new FlowBatch(writing.writer(), NO_BATCH, new long[0], false, StoreClock.epochNanos());
    for (SegmentRing.Write write : writing.add(nothing, nowNanos)) {
      update(writing.writer(), write, Optional.of(request));
    }
  }

  /** Writes to all, and also to those that are members enough to have MUXes, but not for that. */
  private void update(String writer, SegmentRing.Write write, Optional<Object> request) {
    replica.write(writer, write, request);
    for (Peers.Peer peer : peers.all()) {
      if (peer.isLeftOut()) {
        peer.store().tell(new StoreMessage.Fill(writer, write.slot(), write.delta()), store);
      }
    }
  }

  /** A write has ended: all members have it, or some did not say so in time. */
  void written(Object request, boolean everywhere) {
    if (request instanceof PartOf part) {
      if (!everywhere) {
        counters.fail(FlowCounters.UNCONFIRMED);
      }
      Writing writing = writings.get(part.writer);
      if (writing != null) {
        if (everywhere) {
          writing.confirm(part.generation, part.chunks);
        }
        report(writing, writing.confirmations().written(part.number, everywhere));
      }
    }
  }

  /** A reader confirms. */
  void stored(Address from, StoreMessage.Stored stored) {
    Writing writing = writings.get(stored.writer());
    if (writing != null) {
      report(writing, writing.confirmations().stored(from, stored.generation(), stored.chunks()));
    }
  }

  /** A peer has left. */
  void gone(Address peer) {
    writings.values().forEach(w -> report(w, w.confirmations().gone(peer)));
  }

  /** Seals what is due, and finds out who does not confirm. */
  void tick(long nowNanos) {
    Set<Address> silent = new LinkedHashSet<>();
    for (Writing writing : writings.values()) {
      for (SegmentRing.Write seal = writing.seal(nowNanos);
          seal != null;
          seal = writing.seal(nowNanos)) {
        update(writing.writer(), seal, Optional.empty());
      }
      report(writing, writing.confirmations().look(nowNanos, silent));
    }
    silent.forEach(peer -> counters.fail(FlowCounters.SILENT_PEER));
  }

  private static void report(Writing writing, List<Confirmations.Outcome> outcomes) {
    for (Confirmations.Outcome outcome : outcomes) {
      BatchStored stored = new BatchStored(outcome.number(), outcome.everywhere());
      writing.mux().tell(new Told(writing.writer(), FlowBatch.STORE, stored));
    }
  }

  /** Tells the MUXes here of flows of another. */
  void tell(FlowBatch batch) {
    for (Writing writing : writings.values()) {
      if (!writing.writer().equals(batch.writer())) {
        writing.mux().tell(new Told(writing.writer(), FlowBatch.STORE, batch));
      }
    }
  }
}
