package io.azimux.cluster.store;

import io.azimux.cluster.wire.ToElement;
import io.azimux.node.message.FlowBatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
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

  /** Of a write without flows: when it was sent. */
  private record Rehearsed(long sentNanos) {}

  private static final Duration TICK = Duration.ofMillis(50);
  private static final int TICKS_BETWEEN_HELD = 5;

  private final StoreSetup setup;
  private final FlowCounters counters;
  private final Replica replica;
  private final Map<String, Following> followings = new LinkedHashMap<>();
  private final Cluster cluster = Cluster.get(getContext().getSystem());
  private final Peers peers;
  private final LocalWriters local;
  private final FlowRepair repair;
  private final FlowRehearsal rehearsal;
  private @Nullable Cancellable ticking;
  private int ticks;

  private FlowStore(
      Settings settings, StoreSetup setup, FlowCounters counters, ActorRef replicator) {
    this.setup = setup;
    this.counters = counters;
    replica = new Replica(replicator, getSelf());
    peers =
        new Peers(
            (ExtendedActorSystem) getContext().getSystem(),
            cluster.selfMember().address(),
            settings.role);
    local = new LocalWriters(settings.slots, replica, peers, counters, getSelf());
    repair = new FlowRepair(settings.slots, local, followings, peers, replica, counters);
    rehearsal = new FlowRehearsal(() -> setup.rehearsed().complete(Done.getInstance()));
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
        .match(StoreMessage.Stored.class, said -> local.stored(getSender().path().address(), said))
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
    Following old = followings.remove(attach.mux);
    local.attach(attach.mux, attach.actor, old == null ? 0 : old.newest());
    rehearse();
  }

  private void share(Share share) {
    share.waiting.decrementAndGet();
    if (local.share(share.batch, System.nanoTime())) {
      repair.tellHeld(getSelf());
    }
  }

  private void written(scala.Option<?> request, boolean everywhere) {
    if (request.isDefined() && request.get() instanceof Rehearsed part) {
      rehearsal.done(part.sentNanos, System.nanoTime());
      rehearse();
    } else if (request.isDefined()) {
      local.written(request.get(), everywhere);
    }
  }

  /** Goes through the motions, once there is somebody to do it with. */
  private void rehearse() {
    if (local.isEmpty() || peers.all().isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    for (int left = rehearsal.toSend(now); left > 0; left--) {
      local.shareNothing(new Rehearsed(now), now);
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
    if (batch.size() == 0) {
      return; // a rehearsal
    }
    long lag = StoreClock.epochNanos() - batch.madeNanos();
    counters.received(batch.size(), lag, System.nanoTime());
    local.tell(batch);
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
    local.tick(now);
    rehearsal.look(now);
    for (Following following : followings.values()) {
      following.poll(now, slot -> replica.look(following.writer(), slot, Optional.empty()));
    }
    if (++ticks % TICKS_BETWEEN_HELD == 0) {
      repair.tellHeld(getSelf());
    }
  }

  private void member(ClusterEvent.MemberEvent event) {
    Member member = event.member();
    if (peers.is(member)) {
      rehearse();
    } else if (peers.gone(member)) {
      local.gone(member.address());
    }
    boolean isSelf = member.uniqueAddress().equals(cluster.selfUniqueAddress());
    if (isSelf && member.status().equals(MemberStatus.up()) && peers.all().isEmpty()) {
      setup.alone().complete(Done.getInstance());
    }
  }
}
