package io.azimux.benchmarks.replication;

import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowSync;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * What a MUX does with replicated flows, and nothing else: keeps them in its table, and has a peer
 * send it the whole table when it starts.
 */
final class TableMux extends AbstractBehavior<ToElement> {
  /** Keys of a part: 120 KB. */
  private static final int PART = 5_000;

  /** Parts on their way at one time, as where a whole MUX starts. */
  private static final int OUTSTANDING = 4;

  /** Look at the counters now, in this actor's own thread. */
  record Look(Consumer<TableMux> looker) implements ToElement {}

  private final String name;
  private final Live live;
  private final BiConsumer<String, Told> peers;
  private Lags second = new Lags();
  private Lags window = new Lags();
  private long received;
  private int outstanding;
  private long pulled;
  private Runnable whenComplete = () -> {};

  private TableMux(
      ActorContext<ToElement> context, String name, Live live, BiConsumer<String, Told> peers) {
    super(context);
    this.name = name;
    this.live = live;
    this.peers = peers;
  }

  /**
   * Its behaviour.
   *
   * @param peers sends a message to the MUX of a name
   */
  static Behavior<ToElement> of(String name, Live live, BiConsumer<String, Told> peers) {
    return Behaviors.setup(context -> new TableMux(context, name, live, peers));
  }

  @Override
  public Receive<ToElement> createReceive() {
    return newReceiveBuilder()
        .onMessage(Told.class, this::told)
        .onMessage(
            Look.class,
            look -> {
              look.looker.accept(this);
              return this;
            })
        .build();
  }

  private Behavior<ToElement> told(Told told) {
    if (told.message() instanceof FlowBatch batch) {
      live.take(batch.rows());
      if (told.from().equals(FlowBatch.STORE)) {
        long lag = epochNanos() - batch.madeNanos();
        second.add(lag, batch.size());
        window.add(lag, batch.size());
        received += batch.size();
      }
    } else if (told.message() instanceof FlowSync.Pull pull) {
      long next = pull.cursor() + PART;
      long[] rows = live.part((int) pull.cursor(), PART);
      long end = next >= live.keys() ? FlowSync.Part.END : next;
      peers.accept(told.from(), new Told(told.from(), name, new FlowSync.Part(end, rows)));
    } else if (told.message() instanceof FlowSync.Part part) {
      live.take(part.rows());
      outstanding--;
      pull(told.from());
    }
    return this;
  }

  /** Asks a peer for its whole table. */
  void pullFrom(String peer, Runnable complete) {
    whenComplete = complete;
    pulled = 0;
    pull(peer);
  }

  private void pull(String peer) {
    for (; outstanding < OUTSTANDING && pulled < live.keys(); outstanding++, pulled += PART) {
      peers.accept(peer, new Told(peer, name, new FlowSync.Pull(pulled)));
    }
    if (outstanding == 0) {
      whenComplete.run();
    }
  }

  /** Lags since the last call. */
  Lags takeSecond() {
    Lags taken = second;
    second = new Lags();
    return taken;
  }

  /** Lags since the last call. */
  Lags takeWindow() {
    Lags taken = window;
    window = new Lags();
    return taken;
  }

  /** Flows that came from other MUXes. */
  long received() {
    return received;
  }

  Live live() {
    return live;
  }

  static long epochNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
