package io.azimux.cluster.chaos;

import io.azimux.node.RandomSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * One direction between two elements while a fault lies on it. Draws are made by the sender's
 * thread only; counters are read by anybody.
 */
public final class Link {
  /**
   * How long a packet is held back, at most, so that later ones overtake it: several round trips
   * inside a data centre, less than a retransmission timer.
   */
  static final long HELD_BACK_NANOS = 10_000_000;

  private final LinkFault fault;
  private final RandomSource random;
  private final LongAdder lost = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final LongAdder delayed = new LongAdder();
  private final LongAdder arrived = new LongAdder();

  Link(LinkFault fault, RandomSource random) {
    this.fault = fault;
    this.random = random;
  }

  /** What lies on it. */
  public LinkFault fault() {
    return fault;
  }

  /** True where the next packet does not get through. */
  public boolean losesPacket() {
    boolean loses = fault.cut() || fault.loss() > 0 && random.chance(fault.loss());
    if (loses) {
      lost.increment();
    }
    return loses;
  }

  /** Nanoseconds by which the next packet is late; 0 where it is not. */
  public long packetDelay() {
    boolean heldBack = fault.reorder() > 0 && random.chance(fault.reorder());
    long delay = fault.delayNanos() + (heldBack ? 1 + random.nextInt((int) HELD_BACK_NANOS) : 0);
    if (delay > 0) {
      delayed.increment();
    }
    return delay;
  }

  /** True where a message does not get through. */
  public boolean losesMessage() {
    if (fault.cut()) {
      messages.increment();
    }
    return fault.cut();
  }

  /** Something came out at the other end. */
  public void arrive() {
    arrived.increment();
  }

  /** The fault and what it has done so far. */
  public LinkState state() {
    return new LinkState(
        fault.from(),
        fault.to(),
        fault.label(),
        lost.sum(),
        messages.sum(),
        delayed.sum(),
        arrived.sum());
  }
}
