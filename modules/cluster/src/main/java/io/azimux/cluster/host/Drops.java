package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
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
    int start = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (batch.mark(i) != 0) {
        Step end = new Step.Finished(reason, null);
        surroundings.journal().step(batch.to(), at, batch.mark(i), end);
      }
      // Overload is only counted: a fact for each packet would be one more load.
      if (reason == Disposition.ELEMENT_DOWN) {
        FiveTuple flow = PacketSummary.of(batch.frames(), start, batch.length(i)).flow();
        Fact lost = new Fact.PacketLost(flow, reason, batch.to());
        surroundings.journal().fact(batch.from(), at, lost);
      }
      start += batch.length(i);
    }
  }
}
