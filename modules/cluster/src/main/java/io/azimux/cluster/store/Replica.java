package io.azimux.cluster.store;

import io.azimux.replication.SegmentDelta;
import io.azimux.replication.SegmentRing;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.ddata.Replicator;

/** What a flow store asks of its replicator. Answers go to the store's actor. */
final class Replica {
  private static final Replicator.WriteConsistency EVERYWHERE =
      new Replicator.WriteAll(scala.concurrent.duration.Duration.fromNanos(1_000_000_000L));

  private final ActorRef replicator;
  private final ActorRef store;

  Replica(ActorRef replicator, ActorRef store) {
    this.replicator = replicator;
    this.store = store;
  }

  /** Writes here and at all members. */
  void write(String writer, SegmentRing.Write write, Optional<Object> request) {
    replicator.tell(
        new Replicator.Update<>(
            new SegmentKey(writer, write.slot()),
            ReplicatedSegment.EMPTY,
            EVERYWHERE,
            request,
            segment -> segment.write(write.delta())),
        store);
  }

  /** Takes a peer's chunks in, here alone, and looks at the segment then. */
  void learn(String writer, int slot, SegmentDelta delta) {
    replicator.tell(
        new Replicator.Update<>(
            new SegmentKey(writer, slot),
            ReplicatedSegment.EMPTY,
            Replicator.writeLocal(),
            segment -> segment.learn(delta)),
        store);
    look(writer, slot, Optional.empty());
  }

  /** Reads what is here. */
  void look(String writer, int slot, Optional<Object> request) {
    replicator.tell(
        new Replicator.Get<>(new SegmentKey(writer, slot), Replicator.readLocal(), request), store);
  }
}
