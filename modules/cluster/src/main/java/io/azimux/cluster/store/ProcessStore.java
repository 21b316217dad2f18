package io.azimux.cluster.store;

import io.azimux.cluster.wire.ToElement;
import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.replication.SegmentRing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.ddata.ReplicatorSettings;
import org.jspecify.annotations.Nullable;

/**
 * The store as the elements of a process reach it. Until {@link #start} there is none, and what it
 * is told is lost. Safe for use by several threads.
 */
public final class ProcessStore {
  /** Cluster role of processes that carry MUXes. */
  public static final String MUX = "mux";

  /**
   * Slots of a MUX's ring. A ring is the log of what is new, not the table of what is: a MUX that
   * starts gets older flows from a peer's table. So many hold ten seconds at 50,000 new flows a
   * second for each MUX, twice the time until a segment is sealed; and 12 MB for each at most.
   */
  static final int SLOTS = SegmentRing.slotsFor(0);

  /**
   * Batches that wait for the store at most: some seconds of all that its MUXes can make. More mean
   * that it stands still; what finds no room is lost, and its sender counts it.
   */
  static final int MOST_WAITING = 4096;

  /** The actors behind it. */
  private record Actors(
      org.apache.pekko.actor.ActorRef values, org.apache.pekko.actor.@Nullable ActorRef flows) {}

  private static final org.apache.pekko.actor.ActorRef NOBODY =
      org.apache.pekko.actor.ActorRef.noSender();

  private final List<String> muxes;
  private final StoreSetup setup;
  private final FlowCounters counters = new FlowCounters();
  private final Map<String, ActorRef<ToElement>> here = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Actors actors;

  /**
   * A store that has not started.
   *
   * @param muxes names of all MUXes, here and elsewhere
   * @param setup what the actor system was given too
   */
  public ProcessStore(List<String> muxes, StoreSetup setup) {
    this.muxes = List.copyOf(muxes);
    this.setup = setup;
  }

  /**
   * Starts the store, before any element.
   *
   * @param carriesMuxes true where the process has the role {@link #MUX}
   */
  public void start(ActorContext<?> context, boolean carriesMuxes) {
    org.apache.pekko.actor.ActorRef values =
        spawn(
            context,
            ValueStore.props(
                spawn(
                    context,
                    Replicator.props(settings(context, "azimux.value-replicator")),
                    "_value-replicator")),
            "_value-store");
    org.apache.pekko.actor.ActorRef flows = null;
    if (carriesMuxes) {
      Props replicator =
          Replicator.props(settings(context, "azimux.flow-replicator").withRole(MUX))
              .withMailbox("azimux.flow-replicator-mailbox");
      FlowStore.Settings how = new FlowStore.Settings(muxes, SLOTS, MUX);
      org.apache.pekko.actor.ActorRef replica = spawn(context, replicator, "_flow-replicator");
      flows = spawn(context, FlowStore.props(how, setup, counters, replica), Peers.STORE);
    }
    actors = new Actors(values, flows);
  }

  private static ReplicatorSettings settings(ActorContext<?> context, String path) {
    return ReplicatorSettings.apply(context.getSystem().settings().config().getConfig(path));
  }

  private static org.apache.pekko.actor.ActorRef spawn(
      ActorContext<?> context, Props props, String name) {
    boolean own =
        !props.dispatcher().equals(org.apache.pekko.dispatch.Dispatchers.DefaultDispatcherId());
    return Adapter.actorOf(
        context, own ? props : props.withDispatcher("azimux.store-dispatcher"), name);
  }

  /**
   * An element has started, with this actor: it is told what stands, and every change. A MUX waits
   * for its first rules until flows are shared quickly: before, it should not be used.
   */
  public void attach(String element, boolean isMux, ActorRef<ToElement> actor) {
    Actors now = actors;
    if (now == null) {
      return;
    }
    if (!isMux || now.flows == null) {
      now.values.tell(new ValueStore.Attach(element, actor), NOBODY);
      return;
    }
    here.put(element, actor);
    now.flows.tell(new FlowStore.Attach(element, actor), NOBODY);
    var unused =
        setup
            .ready()
            .thenRun(
                () -> {
                  if (actor.equals(here.get(element))) {
                    now.values.tell(new ValueStore.Attach(element, actor), NOBODY);
                  }
                });
  }

  /** An element has ended. */
  public void detach(String element, ActorRef<ToElement> actor) {
    Actors now = actors;
    here.remove(element, actor);
    if (now != null) {
      now.values.tell(new ValueStore.Detach(element, actor), NOBODY);
    }
  }

  /**
   * An element tells the store something.
   *
   * @return false where that is lost
   */
  public boolean tell(String from, PeerMessage message) {
    Actors now = actors;
    if (now != null && message instanceof SharedValue value) {
      now.values.tell(new ValueStore.Put(from, value), NOBODY);
      return true;
    }
    return now != null
        && now.flows != null
        && message instanceof FlowBatch batch
        && share(stamp(from, batch), now.flows);
  }

  private boolean share(FlowBatch batch, org.apache.pekko.actor.ActorRef flows) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    flows.tell(new FlowStore.Share(batch, waiting), NOBODY);
    return true;
  }

  private static FlowBatch stamp(String from, FlowBatch batch) {
    return new FlowBatch(
        from, batch.number(), batch.rows(), batch.acknowledge(), StoreClock.epochNanos());
  }

  /** Reports what the store counts for a MUX of this process. */
  public void measure(String element, Meter meter) {
    if (here.containsKey(element)) {
      counters.measure(meter, System.nanoTime());
      meter.reading(Measure.REPLICATION_FULL_STATES, "", setup.fullStates());
      meter.reading(Measure.REPLICATION_FULL_STATE_BYTES, "", setup.fullStateBytes());
    }
  }

  /** Completes when this process has rehearsed with another to share flows, and does it quickly. */
  public CompletionStage<Done> rehearsed() {
    return setup.rehearsed().minimalCompletionStage();
  }

  /** Counts flows that are shared. */
  public FlowCounters counters() {
    return counters;
  }

  /** Hurts replication on purpose. */
  public StoreFaults faults() {
    return setup.faults();
  }

  /** What the actor system has to be started with. */
  public StoreSetup setup() {
    return setup;
  }
}
