package io.azimux.cluster.host;

import io.azimux.cluster.journal.Journal;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.packet.FiveTuple;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Packets that were sent to elements that did not run, by flow and moment, until they are noted
 * together: a fact for each packet would push all other facts out of the journal. Safe for use by
 * several threads.
 */
public final class LostFlows {
  /**
   * Most flows told apart between two notes; several notes of this size fit into the journal, which
   * is read as often. What is lost beyond them is noted for the last of them.
   */
  static final int MOST_FLOWS = 1000;

  /** Losses of a flow closer together than this are one fact. */
  private static final long MOMENT_NANOS = 100_000_000;

  private record Key(String from, String nextHop, FiveTuple flow, long moment) {}

  private static final class Loss {
    private final long nanos;
    private int packets;

    private Loss(long nanos) {
      this.nanos = nanos;
    }
  }

  private final Map<Key, Loss> losses = new LinkedHashMap<>();
  private Loss last = new Loss(0);

  /** A packet was lost. */
  synchronized void add(String from, String nextHop, FiveTuple flow, long nanos) {
    Key key = new Key(from, nextHop, flow, nanos / MOMENT_NANOS);
    Loss loss = losses.get(key);
    if (loss == null && losses.size() < MOST_FLOWS) {
      loss = new Loss(nanos);
      last = loss;
      losses.put(key, loss);
    }
    (loss == null ? last : loss).packets++;
  }

  /** Notes everything so far. */
  synchronized void note(Journal journal) {
    losses.forEach(
        (key, loss) ->
            journal.fact(
                key.from(),
                loss.nanos,
                new Fact.PacketLost(
                    key.flow(), Disposition.ELEMENT_DOWN, key.nextHop(), loss.packets)));
    losses.clear();
  }
}
