package io.azimux.dataplane.guest;

import io.azimux.packet.FlowKey;
import io.azimux.packet.Ipv4;

/**
 * Chooses the source port of a new connection so that its replies are told apart from those of all
 * others: the port that it has if the reply tuple is free, else another of the same range.
 *
 * <p>The ranges are Linux's ({@code nf_nat_l4proto_unique_tuple}): a privileged port stays
 * privileged. Linux gives up after some 250 tries at random places; here the whole range is tried,
 * from a place that the tuple and a seed give, so that "exhausted" is exact and runs repeat. The
 * cost is bounded by the range: 64,512 lookups at worst.
 */
final class SourcePorts {
  private static final int LOW_END = 512;
  private static final int PRIVILEGED_FROM = 600;
  private static final int PRIVILEGED_END = 1024;
  private static final int END = 65_536;

  /** Ports for connections that had an unprivileged one, towards one destination. */
  static final int UNPRIVILEGED = END - PRIVILEGED_END;

  private final Connections connections;
  private final long seed;

  /** Chooses among ports that these connections leave free. */
  SourcePorts(Connections connections, long seed) {
    this.connections = connections;
    this.seed = seed;
  }

  /**
   * Gives the flow a source port with which its reply tuple is free.
   *
   * @param flow the translated tuple; its source port may change
   * @param high original tuple, whose own key is not free either
   * @param low original tuple
   * @return false where there is none; a protocol without ports has no choice
   */
  boolean choose(Flow flow, long high, long low, long nowNanos) {
    if (isFree(flow, high, low, nowNanos)) {
      return true;
    }
    if (flow.protocol() != Ipv4.TCP && flow.protocol() != Ipv4.UDP) {
      return false;
    }
    int wanted = flow.sourcePort();
    int from = wanted < LOW_END ? 1 : wanted < PRIVILEGED_END ? PRIVILEGED_FROM : PRIVILEGED_END;
    int end = wanted < LOW_END ? LOW_END : wanted < PRIVILEGED_END ? PRIVILEGED_END : END;
    int range = end - from;
    int start = FlowKey.reduce(FlowKey.hash(high, low, seed), range);
    for (int i = 0; i < range; i++) {
      int offset = start + i;
      flow.setSourcePort(from + (offset < range ? offset : offset - range));
      if (isFree(flow, high, low, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  private boolean isFree(Flow flow, long high, long low, long nowNanos) {
    long replyHigh = flow.replyHigh();
    long replyLow = flow.replyLow();
    if (replyHigh == high && replyLow == low) {
      return false;
    }
    long hash = connections.hash(replyHigh, replyLow);
    return connections.lookup(replyHigh, replyLow, hash, nowNanos) == Connections.NONE;
  }
}
