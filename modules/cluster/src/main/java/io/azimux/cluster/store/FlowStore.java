package io.azimux.cluster.store;

import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.FlowBatch;
import io.azimux.replication.SegmentRing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ddata.Replicator;
import org.jspecify.annotations.Nullable;

/**
 * Shares the flows of the MUXes of this process with those of all others, through a replicator of
 * their own. Each MUX is the only writer of a ring of segments; every batch is a write to all, and
 * every store reads the rings of the others from its own replica.
 *
 * <p>What a direct write lost, {@link StoreMessage}s find and bring: each store tells the others
 * what it holds of the newest segments, and who still lacks something when told again asks for it.
 */
final class FlowStore extends AbstractActor {
  /**
   * How a store runs.
   *
   * @param writers all MUXes, here and elsewhere
   * @param slots of each writer's ring
   * @param role cluster role of the processes that share flows
   */
  record Settings(List<String> writers, int slots, String role) {}

  /** A MUX of this process has started. */
  record Attach(String mux, org.apache.pekko.actor.typed.ActorRef<ToElement> actor) {}

  /**
   * A MUX shares flows.
   *
   * @param waiting counts those that wait, this one included
   */
  record Share(FlowBatch batch, AtomicInteger waiting) {}

  /** A message of a peer whose delay is over. */
  private record Released(StoreMessage message) {}

  private record Tick() {}

  /** Of a write: which batch it carries. */
  private record PartOf(String writer, long number) {}

  private static final Duration TICK = Duration.ofMillis(50);
  private static final int TICKS_BETWEEN_HELD = 5;

  private final Settings settings;
  private final StoreSetup setup;
  private final FlowCounters counters;
  private final Replica replica;
  private final Map<String, Writing> writings = new LinkedHashMap<>();
  private final Map<String, Following> followings = new LinkedHashMap<>();
  private final Cluster cluster = Cluster.get(getContext().getSystem());
  private final Peers peers;
  private final FlowRepair repair;
  private @Nullable Cancellable ticking;
  private int ticks;

  private FlowStore(
      Settings settings, StoreSetup setup, FlowCounters counters, ActorRef replicator) {
    this.settings = settings;
    this.setup = setup;
    this.counters = counters;
    replica = new Replica(replicator, getSelf());
    peers =
        new Peers(
            (ExtendedActorSystem) getContext().getSystem(),
            cluster.selfMember().address(),
            settings.role);
    repair = new FlowRepair(settings.slots, writings, followings, peers, replica, counters);
    long started = StoreClock.epochNanos();
    for (String writer : settings.writers) {
      followings.put(writer, new Following(writer, settings.slots, started));
    }
  }

  static Props props(
      Settings settings, StoreSetup setup, FlowCounters counters, ActorRef replicator) {
    return Props.create(
        FlowStore.class, () -> new FlowStore(settings, setup, counters, replicator));
  }

  @Override
  public void preStart() {
    cluster.subscribe(
        getSelf(), ClusterEvent.initialStateAsEvents(), ClusterEvent.MemberEvent.class);
    setup.readBy(getSelf());
    ticking =
        getContext()
            .getSystem()
            .scheduler()
            .scheduleWithFixedDelay(
                TICK, TICK, getSelf(), new Tick(), getContext().dispatcher(), getSelf());
  }

  @Override
  public void postStop() {
    cluster.unsubscribe(getSelf());
    if (ticking != null) {
      ticking.cancel();
    }
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Replicator.GetSuccess.class, this::looked)
        .match(Share.class, this::share)
        .match(Replicator.UpdateSuccess.class, done -> written(done.request(), true))
        .match(Replicator.UpdateTimeout.class, late -> written(late.request(), false))
        .match(StoreMessage.Stored.class, this::stored)
        .match(StoreMessage.class, this::heard)
        .match(Released.class, released -> act(released.message))
        .match(Tick.class, tick -> tick())
        .match(Attach.class, this::attach)
        .match(ClusterEvent.MemberEvent.class, this::member)
        .match(Replicator.GetResponse.class, nothing -> {})
        .match(Replicator.UpdateResponse.class, other -> {})
        .build();
  }

  private void attach(Attach attach) {
    Writing writing =
        new Writing(attach.mux, attach.actor, settings.slots, System.currentTimeMillis());
    writings.put(attach.mux, writing);
    Following old = followings.remove(attach.mux);
    if (old != null) {
      writing.outlive(old.newest());
    }
  }

  private void share(Share share) {
    share.waiting.decrementAndGet();
    FlowBatch batch = share.batch;
    Writing writing = writings.get(batch.writer());
    if (writing == null) {
      return;
    }
    long now = System.nanoTime();
    if (batch.acknowledge()) {
      report(writing, writing.sent(batch, peers.addresses(), now));
      if (writing.setConfirm()) {
        repair.tellHeld(getSelf());
      }
    }
    List<SegmentRing.Write> writes = writing.add(batch, now);
    writing.confirmations().takes(batch.number(), writes.size());
    for (SegmentRing.Write write : writes) {
      update(writing.writer(), write, Optional.of(new PartOf(batch.writer(), batch.number())));
    }
    counters.sent(batch.size());
    tellMuxes(batch);
  }

  /** Writes to all, and also to those that are members enough to have MUXes, but not for that. */
  private void update(String writer, SegmentRing.Write write, Optional<Object> request) {
    replica.write(writer, write, request);
    for (Peers.Peer peer : peers.all()) {
      if (peer.isLeftOut()) {
        peer.store().tell(new StoreMessage.Fill(writer, write.slot(), write.delta()), getSelf());
      }
    }
  }

  private void written(scala.Option<?> request, boolean everywhere) {
    if (request.isDefined() && request.get() instanceof PartOf part) {
      if (!everywhere) {
        counters.fail(FlowCounters.UNCONFIRMED);
      }
      Writing writing = writings.get(part.writer);
      if (writing != null) {
        report(writing, writing.confirmations().written(part.number, everywhere));
      }
    }
  }

  private void stored(StoreMessage.Stored stored) {
    Writing writing = writings.get(stored.writer());
    if (writing != null) {
      Address from = getSender().path().address();
      report(writing, writing.confirmations().stored(from, stored.generation(), stored.chunks()));
    }
  }

  private static void report(Writing writing, List<Confirmations.Outcome> outcomes) {
    for (Confirmations.Outcome outcome : outcomes) {
      BatchStored stored = new BatchStored(outcome.number(), outcome.everywhere());
      writing.mux().tell(new Told(writing.writer(), FlowBatch.STORE, stored));
    }
  }

  /** The replica was looked at: because something came, because it was time, or for a peer. */
  private void looked(Replicator.GetSuccess<?> success) {
    if (!(success.dataValue() instanceof ReplicatedSegment replicated)
        || !(success.key() instanceof SegmentKey key)) {
      return;
    }
    if (success.request().isDefined()
        && success.request().get() instanceof FlowRepair.Wanted wanted) {
      repair.fill(wanted, key, replicated.segment(), getSelf());
      return;
    }
    Following following = followings.get(key.writer());
    if (following != null) {
      long fresh =
          following.offer(key.slot(), replicated.segment(), System.nanoTime(), this::found);
      ActorRef writer = following.toConfirm();
      if (fresh != 0 && writer != null) {
        long generation = replicated.segment().generation();
        writer.tell(new StoreMessage.Stored(key.writer(), generation, fresh), getSelf());
      }
    }
  }

  private void found(FlowBatch batch) {
    long lag = StoreClock.epochNanos() - batch.madeNanos();
    counters.received(batch.size(), lag, System.nanoTime());
    tellMuxes(batch);
  }

  private void tellMuxes(FlowBatch batch) {
    for (Writing writing : writings.values()) {
      if (!writing.writer().equals(batch.writer())) {
        writing.mux().tell(new Told(writing.writer(), FlowBatch.STORE, batch));
      }
    }
  }

  private void heard(StoreMessage message) {
    long delay = setup.faults().ofRepair();
    if (delay == 0) {
      act(message);
    } else {
      getContext()
          .getSystem()
          .scheduler()
          .scheduleOnce(
              Duration.ofNanos(delay),
              getSelf(),
              new Released(message),
              getContext().dispatcher(),
              getSender());
    }
  }

  private void act(StoreMessage message) {
    if (message instanceof StoreMessage.Held held) {
      repair.onHeld(held, getSender(), getSelf(), System.nanoTime());
    } else if (message instanceof StoreMessage.Want want) {
      repair.onWant(want, getSender());
    } else if (message instanceof StoreMessage.Fill fill) {
      repair.onFill(fill);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    Set<Address> silent = new LinkedHashSet<>();
    for (Writing writing : writings.values()) {
      for (SegmentRing.Write seal = writing.seal(now); seal != null; seal = writing.seal(now)) {
        update(writing.writer(), seal, Optional.empty());
      }
      report(writing, writing.confirmations().look(now, silent));
    }
    silent.forEach(peer -> counters.fail(FlowCounters.SILENT_PEER));
    for (Following following : followings.values()) {
      following.poll(now, slot -> replica.look(following.writer(), slot, Optional.empty()));
    }
    if (++ticks % TICKS_BETWEEN_HELD == 0) {
      repair.tellHeld(getSelf());
    }
  }

  private void member(ClusterEvent.MemberEvent event) {
    if (!peers.is(event.member()) && peers.gone(event.member())) {
      Address address = event.member().address();
      writings.values().forEach(w -> report(w, w.confirmations().gone(address)));
    }
  }
}
