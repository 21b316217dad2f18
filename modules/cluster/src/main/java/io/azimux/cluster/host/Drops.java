package io.azimux.cluster.host;

import io.azimux.cluster.journal.Journal;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.node.Disposition;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.packet.FiveTuple;

/** Ends batches that no element will see: each packet is counted, each traced one told of. */
final class Drops {
  private Drops() {}

  /**
   * Counts a lost batch, and ends the traces in it where they were going, as the simulator does.
   * The time is that of sending: what was queued for a process that died is given back by the
   * transport only when it gives up, seconds later.
   *
   * @param stats whose loss it is
   */
  static void count(
      Surroundings surroundings, PacketBatch batch, ElementStats stats, Disposition reason) {
    stats.finish(reason, batch.size());
    long sent = batch.sentNanos();
    long at = sent != 0 ? sent : surroundings.clock().getAsLong();
    tell(surroundings.journal(), batch, at, reason);
    int start = 0;
    for (int i = 0; i < batch.size(); i++) {
      // Overload is only counted: a fact for each packet would be one more load. What came over the
      // network for an earlier life of an element was lost when that died, which the sender tells.
      if (reason == Disposition.ELEMENT_DOWN && sent != 0) {
        FiveTuple flow = PacketSummary.of(batch.frames(), start, batch.length(i)).flow();
        surroundings.lostFlows().add(batch.from(), batch.to(), flow, at);
      }
      start += batch.length(i);
    }
  }

  /** Ends the traces in a batch at the element it was for. */
  static void tell(Journal journal, PacketBatch batch, long nanos, Disposition reason) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.mark(i) != 0) {
        journal.step(batch.to(), nanos, batch.mark(i), new Step.Finished(reason, null));
      }
    }
  }
}
