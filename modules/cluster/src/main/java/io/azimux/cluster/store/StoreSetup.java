package io.azimux.cluster.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.setup.Setup;
import org.jspecify.annotations.Nullable;

/**
 * What the store's serializer and mailbox share with the rest of it. Given to the actor system at
 * its start, since Pekko makes those two by their names. Safe for use by several threads.
 */
public final class StoreSetup extends Setup {
  private final StoreFaults faults;
  private final LongAdder fullStates = new LongAdder();
  private final LongAdder fullStateBytes = new LongAdder();
  private final CompletableFuture<Done> rehearsed = new CompletableFuture<>();
  private final CompletableFuture<Done> alone = new CompletableFuture<>();
  private volatile @Nullable ActorRef reader;

  /** For one actor system. */
  public StoreSetup(StoreFaults faults) {
    this.faults = faults;
  }

  /** What hurts replication here. */
  public StoreFaults faults() {
    return faults;
  }

  /**
   * Segments written with all their content, for digests and for gossip. Where it grows fast, a
   * gossip storm feeds on itself.
   */
  public long fullStates() {
    return fullStates.sum();
  }

  /** Bytes of those. */
  public long fullStateBytes() {
    return fullStateBytes.sum();
  }

  /** Completed when sharing flows has become quick, or is not going to. */
  CompletableFuture<Done> rehearsed() {
    return rehearsed;
  }

  /** Completed when this process is a member, and nobody else is there to share flows with. */
  CompletableFuture<Done> alone() {
    return alone;
  }

  /** Completes when MUXes of this process can be used, as far as sharing flows goes. */
  CompletionStage<Void> ready() {
    return CompletableFuture.anyOf(rehearsed, alone).thenAccept(either -> {});
  }

  void countFullState(int bytes) {
    fullStates.increment();
    fullStateBytes.add(bytes);
  }

  /** Who looks at each segment that changes. */
  void readBy(ActorRef actor) {
    reader = actor;
  }

  @Nullable ActorRef reader() {
    return reader;
  }
}
