package io.azimux.dataplane.mux;

import io.azimux.node.Outbox;

/**
 * Flows whose packets are held back, each with its packets in order. All wait equally long at most,
 * so the order in which they came is that of their deadlines.
 */
final class WaitingFlows {
  /** Most flows that wait: a stamp must be able to name each; 10 ms of 200,000 new flows/s. */
  static final int FLOWS = 2048;

  /** Most packets that wait: a part of the arena that leaves room for those on their way. */
  static final int PACKETS = 4096;

  /** No flow, no packet. */
  static final int NONE = -1;

  /** Takes packets back, in order. */
  @FunctionalInterface
  interface Release {
    void packet(int packet, int port, int flags);
  }

  private final long limitNanos;
  private final long[] highs = new long[FLOWS];
  private final long[] lows = new long[FLOWS];
  private final long[] sinces = new long[FLOWS];
  private final long[] tickets = new long[FLOWS];
  private final int[] firsts = new int[FLOWS];
  private final int[] lasts = new int[FLOWS];
  private final int[] older = new int[FLOWS];
  private final int[] younger = new int[FLOWS];
  private final int[] freeFlows = new int[FLOWS];
  private int freeFlowCount;
  private int oldest = NONE;
  private int youngest = NONE;

  private final int[] packets = new int[PACKETS];
  private final int[] details = new int[PACKETS];
  private final int[] next = new int[PACKETS];
  private final int[] freePackets = new int[PACKETS];
  private int freePacketCount;

  WaitingFlows(long limitNanos) {
    this.limitNanos = limitNanos;
    for (int i = 0; i < FLOWS; i++) {
      freeFlows[freeFlowCount++] = FLOWS - 1 - i;
    }
    for (int i = 0; i < PACKETS; i++) {
      freePackets[freePacketCount++] = PACKETS - 1 - i;
    }
  }

  /**
   * A flow begins to wait.
   *
   * @param ticket what it waits for
   * @return its number, or {@link #NONE} where too many wait
   */
  int open(long high, long low, long ticket, long nowNanos) {
    if (freeFlowCount == 0 || freePacketCount == 0) {
      return NONE;
    }
    int flow = freeFlows[--freeFlowCount];
    highs[flow] = high;
    lows[flow] = low;
    tickets[flow] = ticket;
    sinces[flow] = nowNanos;
    firsts[flow] = NONE;
    older[flow] = youngest;
    younger[flow] = NONE;
    if (youngest == NONE) {
      oldest = flow;
    } else {
      younger[youngest] = flow;
    }
    youngest = flow;
    return flow;
  }

  /** Holds a packet of a waiting flow; false where too many wait. */
  boolean hold(int flow, int packet, int port, int flags) {
    if (freePacketCount == 0) {
      return false;
    }
    int slot = freePackets[--freePacketCount];
    packets[slot] = packet;
    details[slot] = port << 8 | flags;
    next[slot] = NONE;
    if (firsts[flow] == NONE) {
      firsts[flow] = slot;
    } else {
      next[lasts[flow]] = slot;
    }
    lasts[flow] = slot;
    return true;
  }

  /** The flow waits no longer: its packets are given back. */
  void close(int flow, Release release) {
    int slot = firsts[flow];
    unlink(flow);
    freeFlows[freeFlowCount++] = flow;
    while (slot != NONE) {
      int following = next[slot];
      freePackets[freePacketCount++] = slot;
      release.packet(packets[slot], details[slot] >>> 8, details[slot] & 0xff);
      slot = following;
    }
  }

  private void unlink(int flow) {
    if (older[flow] == NONE) {
      oldest = younger[flow];
    } else {
      younger[older[flow]] = younger[flow];
    }
    if (younger[flow] == NONE) {
      youngest = older[flow];
    } else {
      older[younger[flow]] = older[flow];
    }
  }

  /** The flow that has waited longest, or {@link #NONE}. */
  int oldest() {
    return oldest;
  }

  /** The flow that came next after this one, or {@link #NONE}. */
  int younger(int flow) {
    return younger[flow];
  }

  long high(int flow) {
    return highs[flow];
  }

  long low(int flow) {
    return lows[flow];
  }

  long ticket(int flow) {
    return tickets[flow];
  }

  /** Makes the ticket one less, and returns it. */
  long countDown(int flow) {
    return --tickets[flow];
  }

  long sinceNanos(int flow) {
    return sinces[flow];
  }

  /** When the oldest flow's time is up; {@link Outbox#NEVER} where none waits. */
  long deadline() {
    return oldest == NONE ? Outbox.NEVER : sinces[oldest] + limitNanos;
  }

  /** Flows that wait. */
  int size() {
    return FLOWS - freeFlowCount;
  }
}
