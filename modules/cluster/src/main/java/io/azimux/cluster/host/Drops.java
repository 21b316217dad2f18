package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import io.azimux.node.Disposition;
import io.azimux.node.Step;

/** Ends batches that no element will see: each packet is counted, each traced one told of. */
final class Drops {
  private Drops() {}

  /**
   * Counts a lost batch, and ends the traces in it where they were going, as the simulator does.
   *
   * @param stats whose loss it is
   */
  static void count(
      Surroundings surroundings, PacketBatch batch, ElementStats stats, Disposition reason) {
    stats.finish(reason, batch.size());
    for (int i = 0; i < batch.size(); i++) {
      int mark = batch.mark(i);
      if (mark != 0) {
        long now = surroundings.clock().getAsLong();
        surroundings.journal().step(batch.to(), now, mark, new Step.Finished(reason, null));
      }
    }
  }
}
